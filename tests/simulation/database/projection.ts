import { Column, is, SQL, type Table } from 'drizzle-orm';
import { compileExpression, readExpression } from './expression.ts';
import { Reader } from './lexer.ts';
import { render } from './render.ts';
import type { TableDefinition } from './schema.ts';
import type { Compiled, Env, Scope } from './scope.ts';
import type { Row } from './store.ts';
import { compare, indexKey } from './values.ts';

/** What stands in the program's query: fields by name, nested under a table's name where whole tables are asked for. */
export type Fields = Record<string, unknown>;

const scopes = new Map<string, Scope>();

/** The scope of a statement over these tables, in the order they are joined. */
export function scopeOf(tables: readonly TableDefinition[]): Scope {
  const key = tables.map((table) => table.name).join();
  let scope = scopes.get(key);
  if (!scope) {
    scope = { slots: tables.map((table) => ({ name: table.name, table })), outer: null };
    scopes.set(key, scope);
  }
  return scope;
}

const expressions = new WeakMap<Scope, Map<string, Compiled>>();

/** A condition as it can be evaluated; the same text is compiled once. */
export function compiled(
  part: unknown,
  scope: Scope,
): { expression: Compiled | null; values: readonly unknown[] } {
  if (part === undefined) return { expression: null, values: [] };
  const rendered = render(part);
  const known = expressions.get(scope) ?? new Map<string, Compiled>();
  const expression = known.get(rendered.text) ?? compileExpression(rendered.text, scope);
  known.set(rendered.text, expression);
  expressions.set(scope, known);
  return { expression, values: rendered.values };
}

/** The values of an insert or update, those that are SQL evaluated. */
export function resolve(row: Row, scope: Scope, env: Pick<Env, 'rows' | 'reads'>): Row {
  const resolved: Row = {};
  for (const [property, value] of Object.entries(row)) {
    if (typeof value !== 'object' || value === null || value instanceof Date || !is(value, SQL)) {
      resolved[property] = value;
      continue;
    }
    const { expression, values } = compiled(value, scope);
    resolved[property] = expression?.run({ ...env, outer: null, values, group: null });
  }
  return resolved;
}

/** One part of an `order by`, compiled. */
export type Order = { value: Compiled; values: readonly unknown[]; sign: 1 | -1 };

const orders = new WeakMap<Scope, Map<string, Pick<Order, 'value' | 'sign'>>>();

/** One part of an `order by`; the same text is compiled once. */
export function orderOf(part: unknown, scope: Scope): Order {
  const { text, values } = render(part);
  const known = orders.get(scope) ?? new Map<string, Pick<Order, 'value' | 'sign'>>();
  const order = known.get(text) ?? compileOrder(text, scope);
  known.set(text, order);
  orders.set(scope, known);
  return { ...order, values };
}

function compileOrder(text: string, scope: Scope): Pick<Order, 'value' | 'sign'> {
  const reader = new Reader(text);
  const value = readExpression(reader, scope);
  const sign = reader.take('desc') ? -1 : 1;
  reader.take('asc');
  return { value, sign };
}

/** Compares two rows as an `order by` does. */
export function inOrder(a: Env, b: Env, order: readonly Order[]): number {
  for (const { value, values, sign } of order) {
    const [x, y] = [value.run({ ...a, values }), value.run({ ...b, values })];
    // Nulls come last when ascending, first when descending.
    const way = x === null || y === null ? Number(x === null) - Number(y === null) : (compare(x, y) ?? 0);
    if (way !== 0) return sign * way;
  }
  return 0;
}

type Projection = { run(env: Env): unknown; isAggregate: boolean };

/** What a select gives back of a row, or of all of them when it counts or sums. */
export function projection(fields: Fields | undefined, tables: readonly Table[], scope: Scope): Projection {
  if (fields === undefined) {
    if (tables.length === 1) return { run: (env) => ({ ...env.rows[0] }), isAggregate: false };
    const names = scope.slots.map((slot) => slot.name);
    return {
      run: (env) => Object.fromEntries(names.map((name, at) => [name, copyOf(env.rows[at])])),
      isAggregate: false,
    };
  }
  const parts = Object.entries(fields).map(
    ([name, field]) => [name, projectField(field, tables, scope)] as const,
  );
  return {
    run: (env) => Object.fromEntries(parts.map(([name, part]) => [name, part.run(env)])),
    isAggregate: parts.some(([, part]) => part.isAggregate),
  };
}

function projectField(field: unknown, tables: readonly Table[], scope: Scope): Projection {
  if (is(field, Column) || is(field, SQL) || is(field, SQL.Aliased)) {
    const { expression, values } = compiled(field, scope);
    return {
      run: (env) => expression?.run({ ...env, values }) ?? null,
      isAggregate: expression?.isAggregate ?? false,
    };
  }
  const slot = tables.indexOf(field as Table);
  if (slot >= 0) return { run: (env) => copyOf(env.rows[slot]), isAggregate: false };
  return projection(field as Fields, tables, scope);
}

/** What a write gives back of its row. */
export function pickFields(fields: Fields | null, table: TableDefinition, row: Row): unknown {
  if (!fields || Object.keys(fields).length === 0) return { ...row };
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (!is(field, Column)) throw new Error('Only columns are returned from a write');
      return [name, row[table.propertyOf.get(field.name) ?? field.name] ?? null];
    }),
  );
}

function copyOf(row: Row | null | undefined): Row | null {
  return row ? { ...row } : null;
}

/** Each different row once. */
export function distinct(rows: readonly unknown[]): unknown[] {
  const seen = new Map(rows.map((row) => [JSON.stringify(Object.values(Object(row)).map(indexKey)), row]));
  return [...seen.values()];
}
