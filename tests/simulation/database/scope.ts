import type { TableDefinition } from './schema.ts';
import type { Entry, Row } from './store.ts';
import type { Transaction } from './transaction.ts';

/** The tables a piece of SQL may name, from the inside out. */
export type Scope = { slots: readonly Slot[]; outer: Scope | null };
export type Slot = { name: string; table: TableDefinition };

/** What a piece of SQL is evaluated over: one row per slot of its scope; a missing row is all nulls. */
export type Env = {
  rows: readonly (Row | null)[];
  outer: Env | null;
  values: readonly unknown[];
  /** For an aggregate: the rows it runs over. */
  group: readonly Env[] | null;
  reads: Reads;
};

/** How SQL inside SQL reaches rows. */
export type Reads = {
  transaction: Transaction;
  scan(table: TableDefinition, lookups: readonly Lookup[]): Iterable<Entry>;
  rowOf(entry: Entry): Row | null;
  isVisible(table: TableDefinition, row: Row): boolean;
  /** Throws Blocked when somebody else holds the row. */
  lock(entry: Entry, mode: LockMode): void;
  /** The database's own clock. */
  now(): Date;
};

/** A column that must equal a value, by which rows are found without reading all. */
export type Lookup = { property: string; value: unknown };

/** Row locks from weak to strong, as PostgreSQL has them. */
export type LockMode = 'key share' | 'share' | 'no key update' | 'update';

/** A piece of SQL ready to be evaluated. */
export type Compiled = {
  run(env: Env): unknown;
  isAggregate: boolean;
  /** Set when it is nothing but a column of this scope. */
  column: { slot: number; property: string } | null;
  /** The slots of this scope it depends on, one bit each; all bits when that is not known. */
  uses: number;
  /** What must hold of columns for it to be true. */
  equalities: readonly Equality[];
};

/** A column equals something that depends on the slots of `uses`. */
export type Equality = { slot: number; property: string; uses: number; run(env: Env): unknown };
