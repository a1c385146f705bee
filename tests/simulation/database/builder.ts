import type { SQL, Table } from 'drizzle-orm';
import { Reader } from './lexer.ts';
import { compiled, type Fields, pickFields, resolve, scopeOf } from './projection.ts';
import { type Execute, Query } from './query.ts';
import { nameOf, render } from './render.ts';
import type { TableDefinition } from './schema.ts';
import type { Scope } from './scope.ts';
import { SelectQuery, selectBehind } from './select-query.ts';
import type { OnConflict } from './statements.ts';
import type { Row } from './store.ts';
import { catalog, compileSelect, type Select } from './subselect.ts';

/** The query builder the program's queries are written with, over the tables of the simulation. */
export class Builder {
  readonly run: Execute;

  constructor(execute: Execute) {
    this.run = execute;
  }

  select(fields?: Fields) {
    return new SelectQuery(this.run, fields, false);
  }

  selectDistinct(fields?: Fields) {
    return new SelectQuery(this.run, fields, true);
  }

  insert(table: Table) {
    return new InsertQuery(this.run, table);
  }

  update(table: Table) {
    return new UpdateQuery(this.run, table);
  }

  delete(table: Table) {
    return new DeleteQuery(this.run, table);
  }

  /** A select sent as text. */
  execute(query: unknown) {
    const { text, values } = render(query);
    return this.run((reads) => textSelect(text).rows({ rows: [], outer: null, values, group: null, reads }));
  }
}

const texts = new Map<string, Select>();

function textSelect(text: string): Select {
  let select = texts.get(text);
  if (!select) {
    select = compileSelect(new Reader(text), null);
    texts.set(text, select);
  }
  return select;
}

class InsertQuery extends Query<unknown[]> {
  readonly #table: Table;
  #rows: Row[] = [];
  #select: SelectQuery | null = null;
  #onConflict: { kind: 'nothing' } | { kind: 'update'; set: Row } | null = null;
  #returning: Fields | null = null;

  constructor(run: Execute, table: Table) {
    super(run);
    this.#table = table;
  }

  values(rows: Row | Row[]) {
    this.#rows = Array.isArray(rows) ? rows : [rows];
    return this;
  }

  /** What is selected, by the names of the columns it is for. */
  select(rows: SQL) {
    this.#select = selectBehind(rows);
    return this;
  }

  onConflictDoNothing(_on?: unknown) {
    this.#onConflict = { kind: 'nothing' };
    return this;
  }

  onConflictDoUpdate({ set }: { target: unknown; set: Row }) {
    this.#onConflict = { kind: 'update', set };
    return this;
  }

  returning(fields?: Fields) {
    this.#returning = fields ?? {};
    return this;
  }

  perform(): Promise<unknown[]> {
    const table = catalog.find(nameOf(this.#table));
    const select = this.#select?.compile();
    // What a row is made of is read once, also when the row then has to wait for another one.
    let given: Row[] | null = null;
    const done: (Row | null)[] = [];
    return this.run((reads, statements) => {
      given ??= select
        ? (select(reads, statements) as Row[]).map((row) => withInstants(row, table))
        : this.#rows.map((row) => resolve(row, NO_TABLE, { rows: [], reads }));
      const action = this.#onConflict;
      const onConflict: OnConflict | null =
        action?.kind === 'update'
          ? { kind: 'update', set: (env) => resolve(action.set, conflictScopeOf(table), env) }
          : action;
      for (const row of given.slice(done.length)) done.push(statements.insert(reads, table, row, onConflict));
      const written = done.filter((row) => row !== null);
      return this.#returning ? written.map((row) => pickFields(this.#returning, table, row)) : [];
    });
  }
}

/** Where nothing of any row can be named; as what is compiled is kept by its scope, there is one. */
const NO_TABLE: Scope = { slots: [], outer: null };

const conflictScopes = new Map<string, Scope>();

/** Where the row that is there and the one that was to be inserted can be named. */
function conflictScopeOf(table: TableDefinition): Scope {
  let scope = conflictScopes.get(table.name);
  if (!scope) {
    scope = {
      slots: [
        { name: table.name, table },
        { name: 'excluded', table },
      ],
      outer: null,
    };
    conflictScopes.set(table.name, scope);
  }
  return scope;
}

/** An instant that stands in a select as text is one again in its column. */
function withInstants(row: Row, table: TableDefinition): Row {
  const read = { ...row };
  for (const { property, isInstant } of table.columns) {
    const value = read[property];
    if (isInstant && typeof value === 'string') read[property] = new Date(value);
  }
  return read;
}

class UpdateQuery extends Query<unknown[]> {
  readonly #table: Table;
  #set: Row = {};
  #where: SQL | undefined;
  #returning: Fields | null = null;

  constructor(run: Execute, table: Table) {
    super(run);
    this.#table = table;
  }

  set(set: Row) {
    this.#set = set;
    return this;
  }

  where(where: SQL | undefined) {
    this.#where = where;
    return this;
  }

  returning(fields?: Fields) {
    this.#returning = fields ?? {};
    return this;
  }

  perform(): Promise<unknown[]> {
    const table = catalog.find(nameOf(this.#table));
    const scope = scopeOf([table]);
    const where = compiled(this.#where, scope);
    return this.run((reads, statements) => {
      const rows = statements.update(reads, table, where.expression, where.values, (env) =>
        resolve(this.#set, scope, env),
      );
      return this.#returning ? rows.map((row) => pickFields(this.#returning, table, row)) : [];
    });
  }
}

class DeleteQuery extends Query<unknown[]> {
  readonly #table: Table;
  #where: SQL | undefined;
  #returning: Fields | null = null;

  constructor(run: Execute, table: Table) {
    super(run);
    this.#table = table;
  }

  where(where: SQL | undefined) {
    this.#where = where;
    return this;
  }

  returning(fields?: Fields) {
    this.#returning = fields ?? {};
    return this;
  }

  perform(): Promise<unknown[]> {
    const table = catalog.find(nameOf(this.#table));
    const where = compiled(this.#where, scopeOf([table]));
    return this.run((reads, statements) => {
      const rows = statements.delete(reads, table, where.expression, where.values);
      return this.#returning ? rows.map((row) => pickFields(this.#returning, table, row)) : [];
    });
  }
}
