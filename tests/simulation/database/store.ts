import { Blocked } from './errors.ts';
import type { TableDefinition } from './schema.ts';
import type { LockMode, Lookup } from './scope.ts';
import { Transaction } from './transaction.ts';
import { indexKey } from './values.ts';

/** A row under the names the program gives its columns. */
export type Row = Record<string, unknown>;

/** A row's place: what is committed, and what one transaction has made of it meanwhile. */
export type Entry = {
  committed: Row | null;
  pending: Row | null;
  writer: Transaction | null;
  locks: Map<Transaction, Set<LockMode>> | null;
};

/** What a commit did to one row. */
export type Change = { table: string; before: Row | null; after: Row | null };

/** The rows of a table, found by any column. */
export class Table {
  readonly definition: TableDefinition;
  readonly entries: Entry[] = [];
  readonly #indexes = new Map<string, Map<unknown, Entry[]>>();

  constructor(definition: TableDefinition) {
    this.definition = definition;
  }

  /** Every entry that may fit; some may not. */
  candidates(lookups: readonly Lookup[]): readonly Entry[] {
    let best: readonly Entry[] = this.entries;
    for (const { property, value } of lookups) {
      // Every row of a history is of one of two merchants: nothing is gained by looking there.
      if (best.length <= 4 || property === 'merchantId') continue;
      const found = this.#index(property).get(indexKey(value)) ?? [];
      if (found.length < best.length) best = found;
    }
    return best;
  }

  /** Makes a version of a row known to the indexes; versions that are gone stay in them and are passed over. */
  note(entry: Entry, row: Row): void {
    for (const [property, index] of this.#indexes) addTo(index, row[property], entry);
  }

  #index(property: string): Map<unknown, Entry[]> {
    let index = this.#indexes.get(property);
    if (!index) {
      index = new Map();
      this.#indexes.set(property, index);
      for (const entry of this.entries) {
        if (entry.committed) addTo(index, entry.committed[property], entry);
        if (entry.pending) addTo(index, entry.pending[property], entry);
      }
    }
    return index;
  }
}

function addTo(index: Map<unknown, Entry[]>, value: unknown, entry: Entry): void {
  const key = indexKey(value);
  const found = index.get(key);
  if (!found) index.set(key, [entry]);
  else if (!found.includes(entry)) found.push(entry);
}

/** All tables, and the transactions on them. */
export class Store {
  readonly #tables = new Map<string, Table>();
  readonly open = new Set<Transaction>();
  /** Told of every commit that changed something, before anybody else can see it. */
  onCommit: (changes: readonly Change[]) => void = () => {};
  /** Rows of what the database tells of itself. */
  systemRows: (view: string) => Row[] = () => [];

  constructor(definitions: Iterable<TableDefinition>) {
    for (const definition of definitions) this.#tables.set(definition.name, new Table(definition));
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`The simulation knows no table ${name}`);
    return table;
  }

  /** The committed rows of a table. */
  rows(name: string): Row[] {
    return this.table(name).entries.flatMap((entry) => (entry.committed ? [entry.committed] : []));
  }

  begin(): Transaction {
    const transaction = new Transaction();
    this.open.add(transaction);
    return transaction;
  }

  /** What a transaction sees in a place. */
  rowOf(transaction: Transaction, entry: Entry): Row | null {
    return entry.writer === transaction ? entry.pending : entry.committed;
  }

  lock(transaction: Transaction, entry: Entry, mode: LockMode): void {
    const blockers = transaction.blockersOf(entry, mode);
    if (blockers.length > 0) throw new Blocked(blockers);
    transaction.hold(entry, mode);
  }

  write(transaction: Transaction, table: Table, entry: Entry | null, row: Row | null): void {
    const place = entry ?? { committed: null, pending: null, writer: null, locks: null };
    if (!entry) table.entries.push(place);
    place.writer = transaction;
    place.pending = row;
    transaction.hold(place, row ? 'no key update' : 'update');
    transaction.written.set(place, table);
    if (row) table.note(place, row);
  }

  commit(transaction: Transaction): void {
    if (transaction.isAborted) {
      this.rollback(transaction);
      return;
    }
    const changes: Change[] = [];
    for (const [entry, table] of transaction.written) {
      changes.push({ table: table.definition.name, before: entry.committed, after: entry.pending });
      entry.committed = entry.pending;
      entry.pending = null;
      entry.writer = null;
    }
    this.open.delete(transaction);
    for (const work of transaction.onCommit) work();
    if (changes.length > 0) this.onCommit(changes);
    transaction.end();
  }

  rollback(transaction: Transaction): void {
    if (transaction.isOver) return;
    for (const entry of transaction.written.keys()) {
      entry.pending = null;
      entry.writer = null;
    }
    this.open.delete(transaction);
    transaction.end();
  }
}
