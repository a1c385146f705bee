import { type SQL, sql, type Table } from 'drizzle-orm';
import {
  compiled,
  distinct,
  type Fields,
  inOrder,
  type Order,
  orderOf,
  projection,
  scopeOf,
} from './projection.ts';
import { type Execute, Query } from './query.ts';
import { nameOf } from './render.ts';
import type { Env, LockMode, Reads } from './scope.ts';
import type { Join, Statements } from './statements.ts';
import { catalog } from './subselect.ts';
import { indexKey } from './values.ts';

const inserted = new WeakMap<object, SelectQuery>();

/** The select of which an insert is made. */
export function selectBehind(part: object): SelectQuery {
  const select = inserted.get(part);
  if (!select) throw new Error('An insert of something that is not a select of several columns');
  return select;
}

/** A select as the program builds it. */
export class SelectQuery extends Query<unknown[]> {
  readonly #fields: Fields | undefined;
  readonly #isDistinct: boolean;
  readonly #tables: Table[] = [];
  readonly #joins: { on: SQL | undefined; isLeft: boolean }[] = [];
  #where: SQL | undefined;
  #order: unknown[] = [];
  #groupedBy: unknown[] = [];
  #limit = Number.POSITIVE_INFINITY;
  #lock: LockMode | null = null;

  constructor(run: Execute, fields: Fields | undefined, isDistinct: boolean) {
    super(run);
    this.#fields = fields;
    this.#isDistinct = isDistinct;
  }

  from(table: Table) {
    this.#tables.push(table);
    return this;
  }

  innerJoin(table: Table, on: SQL | undefined) {
    return this.#join(table, on, false);
  }

  leftJoin(table: Table, on: SQL | undefined) {
    return this.#join(table, on, true);
  }

  #join(table: Table, on: SQL | undefined, isLeft: boolean) {
    this.#tables.push(table);
    this.#joins.push({ on, isLeft });
    return this;
  }

  where(where: SQL | undefined) {
    this.#where = where;
    return this;
  }

  orderBy(...order: unknown[]) {
    this.#order = order;
    return this;
  }

  groupBy(...by: unknown[]) {
    this.#groupedBy = by;
    return this;
  }

  limit(limit: number) {
    this.#limit = limit;
    return this;
  }

  for(lock: 'update' | 'share' | 'no key update' | 'key share') {
    this.#lock = lock;
    return this;
  }

  $dynamic() {
    return this;
  }

  /** Inside another query: one column of one table anywhere, several as what an insert is made of. */
  getSQL(): SQL {
    const fields = Object.values(this.#fields ?? {}) as SQL[];
    if (this.#tables.length !== 1 || fields.length !== 1) {
      // Nowhere else is such a text understood.
      const mark = sql.raw('« rows of a select »');
      inserted.set(mark, this);
      return mark;
    }
    return sql`(select ${fields[0]} from ${this.#tables[0]} where ${this.#where ?? sql`true`})`;
  }

  perform(): Promise<unknown[]> {
    return this.run(this.compile());
  }

  /** What reads its rows. */
  compile(): (reads: Reads, statements: Statements) => unknown[] {
    const definitions = this.#tables.map((table) => catalog.find(nameOf(table)));
    const [from] = definitions;
    if (!from) throw new Error('A select from nothing');
    const scope = scopeOf(definitions);
    const where = compiled(this.#where, scope);
    const joins: (Join & { values: readonly unknown[] })[] = this.#joins.map(({ on, isLeft }, at) => {
      const table = definitions[at + 1];
      if (!table) throw new Error('A join with nothing');
      const condition = compiled(on, scope);
      return { table, isLeft, on: condition.expression, values: condition.values };
    });
    if (joins.some((join) => join.values.length > 0))
      throw new Error('A value in a join is not known to the simulation');
    const order = this.#order.map((one) => orderOf(one, scope));
    const groupedBy = this.#groupedBy.map((one) => orderOf(one, scope));
    return (reads, statements) => {
      let found = statements.select(reads, from, joins, where.expression, where.values, this.#lock);
      if (order.length > 0) found = found.toSorted((a, b) => inOrder(a, b, order));
      const project = projection(this.#fields, this.#tables, scope);
      if (groupedBy.length > 0)
        return groupsOf(found, groupedBy).map((group) =>
          project.run({ rows: group[0]?.rows ?? [], outer: null, values: [], group, reads }),
        );
      if (project.isAggregate)
        return [project.run({ rows: [], outer: null, values: [], group: found, reads })];
      const rows = found.slice(0, this.#limit).map(project.run);
      return this.#isDistinct ? distinct(rows) : rows;
    };
  }
}

/** Rows that have the same values, together. */
function groupsOf(found: readonly Env[], by: readonly Order[]): Env[][] {
  const keyOf = (env: Env) =>
    JSON.stringify(by.map(({ value, values }) => indexKey(value.run({ ...env, values }))));
  return [...Map.groupBy(found, keyOf).values()];
}
