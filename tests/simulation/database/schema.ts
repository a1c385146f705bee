import { type Column, is, SQL } from 'drizzle-orm';
import { getTableConfig, PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import { compileExpression } from './expression.ts';
import { render } from './render.ts';
import type { Compiled, Scope } from './scope.ts';
import { catalog } from './subselect.ts';

/** A column as writes are held against it. */
export type ColumnDefinition = {
  property: string;
  name: string;
  isRequired: boolean;
  isJson: boolean;
  isInstant: boolean;
  isInteger: boolean;
  isText: boolean;
  /** What stands in it when nothing is said. */
  initial: unknown;
};

/** A unique constraint or index, perhaps over some rows only. */
export type UniqueDefinition = { name: string; properties: readonly string[]; holds: Compiled | null };

/** A table of the schema with everything that refuses a write. */
export type TableDefinition = {
  name: string;
  columns: readonly ColumnDefinition[];
  propertyOf: ReadonlyMap<string, string>;
  isTenant: boolean;
  uniques: readonly UniqueDefinition[];
  checks: readonly { name: string; holds: Compiled }[];
  references: readonly {
    name: string;
    properties: readonly string[];
    table: string;
    foreign: readonly string[];
  }[];
};

/** Reads tables as the schema declares them: columns, defaults, unique and check constraints, foreign keys. */
export function readSchema(tables: readonly PgTable[]): Map<string, TableDefinition> {
  const definitions = new Map(tables.map((table) => [getTableConfig(table).name, readColumns(table)]));
  // What the database itself tells of its sessions.
  for (const view of SYSTEM_VIEWS) definitions.set(view.name, view);
  catalog.find = (name) => {
    const found = definitions.get(name);
    if (!found) throw new Error(`The simulation knows no table ${name}`);
    return found;
  };
  for (const table of tables) readConstraints(table, catalog.find(getTableConfig(table).name));
  return definitions;
}

type Building = { -readonly [K in keyof TableDefinition]: TableDefinition[K] };

function readColumns(table: PgTable): Building {
  const { name, columns } = getTableConfig(table);
  const properties = new Map(
    Object.entries(table).flatMap(([property, column]) =>
      is(column, PgColumn) ? [[column.name, property] as const] : [],
    ),
  );
  return {
    name,
    propertyOf: properties,
    columns: columns.map((column) => readColumn(column, properties.get(column.name) ?? column.name)),
    isTenant: properties.has('merchant_id'),
    uniques: [],
    checks: [],
    references: [],
  };
}

function readColumn(column: Column, property: string): ColumnDefinition {
  if (column.hasDefault && is(column.default, SQL)) {
    throw new Error(`The simulation cannot read the default of ${column.name}`);
  }
  return {
    property,
    name: column.name,
    isRequired: column.notNull,
    isJson: column.dataType === 'json',
    isInstant: column.dataType === 'date',
    isInteger: column.dataType === 'number',
    isText: column.dataType === 'string',
    initial: column.default ?? null,
  };
}

function readConstraints(table: PgTable, definition: Building): void {
  const config = getTableConfig(table);
  const scope: Scope = { slots: [{ name: config.name, table: definition }], outer: null };
  const properties = (columns: readonly { name: string }[]) =>
    columns.map((column) => definition.propertyOf.get(column.name) ?? column.name);
  const single = config.columns.filter((column) => column.primary);
  definition.uniques = [
    ...(single.length > 0
      ? [{ name: `${config.name}_pkey`, properties: properties(single), holds: null }]
      : []),
    ...config.primaryKeys.map((key) => ({
      name: key.getName(),
      properties: properties(key.columns),
      holds: null,
    })),
    ...config.uniqueConstraints.map((key) => ({
      name: key.getName() ?? '',
      properties: properties(key.columns),
      holds: null,
    })),
    ...config.indexes.flatMap(({ config: index }) => {
      const columns = index.columns.filter((column) => is(column, PgColumn));
      // An index over an expression (of an e-mail address, say) is nothing a history can violate.
      if (!index.unique || columns.length !== index.columns.length) return [];
      const holds = index.where ? compileExpression(render(index.where).text, scope) : null;
      return [{ name: index.name ?? '', properties: properties(columns), holds }];
    }),
  ];
  definition.checks = config.checks.map((check) => ({
    name: check.name,
    holds: compileExpression(render(check.value).text, scope),
  }));
  definition.references = config.foreignKeys.map((key) => {
    const { columns, foreignTable, foreignColumns } = key.reference();
    const foreign = getTableConfig(foreignTable);
    return {
      name: key.getName(),
      properties: properties(columns),
      table: foreign.name,
      foreign: foreignColumns.map(
        (column) => catalog.find(foreign.name).propertyOf.get(column.name) ?? column.name,
      ),
    };
  });
}

const SYSTEM_VIEWS = [
  view('pg_locks', ['locktype', 'classid', 'objid', 'objsubid', 'granted', 'database']),
  view('pg_database', ['oid', 'datname']),
];

function view(name: string, columns: readonly string[]): TableDefinition {
  const propertyOf = new Map(columns.map((column) => [column, column]));
  return { name, columns: [], propertyOf, isTenant: false, uniques: [], checks: [], references: [] };
}
