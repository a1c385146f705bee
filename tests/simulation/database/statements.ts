import { databaseError } from './errors.ts';
import type { Guards } from './guards.ts';
import type { TableDefinition } from './schema.ts';
import type { Compiled, Env, LockMode, Lookup, Reads } from './scope.ts';
import type { Entry, Row, Store } from './store.ts';
import type { Transaction } from './transaction.ts';
import { createWriteRules, type WriteRules } from './writes.ts';

/** A join of one more table. */
export type Join = { table: TableDefinition; on: Compiled | null; isLeft: boolean };

/** What to do when a row with the same key is there already. */
export type OnConflict = { kind: 'nothing' } | { kind: 'update'; set(env: Env): Row };

/** Runs statements over a store. Each is tried whole: it throws Blocked, having changed nothing, while it has to wait. */
export class Statements {
  readonly #store: Store;
  readonly #guards: Guards;
  readonly #rules: WriteRules;
  readonly #now: () => Date;

  constructor(store: Store, guards: Guards, now: () => Date) {
    this.#store = store;
    this.#now = now;
    this.#guards = guards;
    this.#rules = createWriteRules(store, guards);
  }

  reads(transaction: Transaction): Reads {
    const store = this.#store;
    const reads: Reads = {
      transaction,
      scan: (table, lookups) => this.#scan(table, lookups),
      rowOf: (entry) => store.rowOf(transaction, entry),
      isVisible: (table, row) => this.#isVisible(reads, table, row),
      lock: (entry, mode) => store.lock(transaction, entry, mode),
      now: this.#now,
    };
    return reads;
  }

  /** Rows of the first table joined with the others, as far as `where` holds. */
  select(
    reads: Reads,
    from: TableDefinition,
    joins: readonly Join[],
    where: Compiled | null,
    values: readonly unknown[],
    lock: LockMode | null,
  ): Env[] {
    let found: Env[] = [];
    const first = where?.equalities ?? [];
    for (const { row, entry } of this.#matches(
      reads,
      from,
      lookupsFor(0, first, { rows: [], values, reads }),
    )) {
      const env: Env = { rows: [row], outer: null, values, group: null, reads };
      if (joins.length === 0 && where && where.run(env) !== true) continue;
      if (lock) reads.lock(entry, lock);
      found.push(env);
    }
    for (const [at, join] of joins.entries()) found = found.flatMap((env) => this.#join(env, join, at + 1));
    if (joins.length > 0 && where) found = found.filter((env) => where.run(env) === true);
    return found;
  }

  insert(reads: Reads, table: TableDefinition, given: Row, onConflict: OnConflict | null): Row | null {
    const row = this.#rules.toRow(table, given, null);
    this.#rules.check(reads, table, row, null, null);
    const taken = this.#rules.conflict(reads, table, row, null);
    if (!taken) {
      this.#store.write(reads.transaction, this.#store.table(table.name), null, row);
      return row;
    }
    if (!onConflict) throw databaseError('23505', `duplicate key ${taken.name}`, taken.name);
    if (onConflict.kind === 'nothing') return null;
    const before = reads.rowOf(taken.entry);
    reads.lock(taken.entry, 'no key update');
    const env: Env = { rows: [before, row], outer: null, values: [], group: null, reads };
    const changed = this.#changed(reads, table, taken.entry, onConflict.set(env));
    this.#store.write(reads.transaction, this.#store.table(table.name), taken.entry, changed);
    return changed;
  }

  update(
    reads: Reads,
    table: TableDefinition,
    where: Compiled | null,
    values: readonly unknown[],
    set: (env: Env) => Row,
  ): Row[] {
    const found = this.#lockMatches(reads, table, where, values, 'no key update');
    // All are held against the rules before the first is written, so that a wait changes nothing.
    const planned = found.map(({ entry, env }) => ({
      entry,
      row: this.#changed(reads, table, entry, set(env)),
    }));
    for (const { entry, row } of planned)
      this.#store.write(reads.transaction, this.#store.table(table.name), entry, row);
    return planned.map(({ row }) => row);
  }

  delete(reads: Reads, table: TableDefinition, where: Compiled | null, values: readonly unknown[]): Row[] {
    if (this.#guards.appendOnly.has(table.name)) throw databaseError('VZ006', `${table.name} is append-only`);
    const found = this.#lockMatches(reads, table, where, values, 'update');
    for (const { entry } of found)
      this.#store.write(reads.transaction, this.#store.table(table.name), entry, null);
    return found.flatMap(({ env }) => (env.rows[0] ? [env.rows[0]] : []));
  }

  #changed(reads: Reads, table: TableDefinition, entry: Entry, changes: Row): Row {
    const before = reads.rowOf(entry);
    const row = this.#rules.toRow(table, changes, before);
    this.#rules.check(reads, table, row, before, entry);
    return row;
  }

  #lockMatches(
    reads: Reads,
    table: TableDefinition,
    where: Compiled | null,
    values: readonly unknown[],
    mode: LockMode,
  ) {
    const lookups = lookupsFor(0, where?.equalities ?? [], { rows: [], values, reads });
    const found: { entry: Entry; env: Env }[] = [];
    for (const { row, entry } of this.#matches(reads, table, lookups)) {
      const env: Env = { rows: [row], outer: null, values, group: null, reads };
      if (where && where.run(env) !== true) continue;
      reads.lock(entry, mode);
      found.push({ entry, env });
    }
    return found;
  }

  #join(env: Env, { table, on, isLeft }: Join, slot: number): Env[] {
    const { values, reads } = env;
    const lookups = lookupsFor(slot, on?.equalities ?? [], env);
    const joined: Env[] = [];
    for (const { row } of this.#matches(reads, table, lookups)) {
      const one: Env = { rows: [...env.rows, row], outer: null, values, group: null, reads };
      if (!on || on.run(one) === true) joined.push(one);
    }
    return joined.length === 0 && isLeft ? [{ ...env, rows: [...env.rows, null] }] : joined;
  }

  #matches(reads: Reads, table: TableDefinition, lookups: readonly Lookup[]): { row: Row; entry: Entry }[] {
    const found: { row: Row; entry: Entry }[] = [];
    for (const entry of this.#scan(table, lookups)) {
      const row = reads.rowOf(entry);
      if (row && this.#isVisible(reads, table, row)) found.push({ row, entry });
    }
    return found;
  }

  #scan(table: TableDefinition, lookups: readonly Lookup[]): readonly Entry[] {
    if (table.columns.length > 0) return this.#store.table(table.name).candidates(lookups);
    const rows = this.#store.systemRows(table.name);
    return rows.map((row) => ({ committed: row, pending: null, writer: null, locks: null }));
  }

  #isVisible(reads: Reads, table: TableDefinition, row: Row): boolean {
    const policies = this.#guards.policies.get(table.name);
    if (table.isTenant && row.merchantId === reads.transaction.settings.get('app.merchant_id')) return true;
    if (!policies) return !table.isTenant;
    const env: Env = { rows: [row], outer: null, values: [], group: null, reads };
    return policies.some((policy) => policy.run(env) === true);
  }
}

function lookupsFor(
  slot: number,
  equalities: Compiled['equalities'],
  env: Pick<Env, 'rows' | 'values' | 'reads'>,
): Lookup[] {
  const earlier = (1 << slot) - 1;
  const at: Env = { ...env, outer: null, group: null };
  return equalities
    .filter((one) => one.slot === slot && (one.uses & ~earlier) === 0)
    .map((one) => ({ property: one.property, value: one.run(at) }));
}
