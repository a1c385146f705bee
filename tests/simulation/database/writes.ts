import { Blocked, databaseError } from './errors.ts';
import type { Guard, Guards } from './guards.ts';
import type { ColumnDefinition, TableDefinition, UniqueDefinition } from './schema.ts';
import type { Env, Reads } from './scope.ts';
import type { Entry, Row, Store } from './store.ts';
import { isSame } from './values.ts';

/** Holds a row that is to be written against everything the schema and the migrations say; throws what PostgreSQL would. */
export type WriteRules = {
  /** The row as it would be stored. */
  toRow(table: TableDefinition, given: Row, before: Row | null): Row;
  check(reads: Reads, table: TableDefinition, row: Row, before: Row | null, entry: Entry | null): void;
  /** The entry that has the same key, if one has; throws Blocked while that is not decided. */
  conflict(
    reads: Reads,
    table: TableDefinition,
    row: Row,
    own: Entry | null,
  ): { entry: Entry; name: string } | null;
};

/** The rules of a store. */
export function createWriteRules(store: Store, guards: Guards): WriteRules {
  const runGuards = (all: readonly Guard[] | undefined, reads: Reads, row: Row, before: Row | null) => {
    const env: Env = { rows: [row, before], outer: null, values: [], group: null, reads };
    for (const guard of all ?? []) {
      if (guard.when && guard.when.run(env) !== true) continue;
      for (const rule of guard.rules) {
        if (rule.refuses.run(env) === true) throw databaseError(rule.code, rule.text);
      }
    }
  };

  const assertReferences = (reads: Reads, table: TableDefinition, row: Row, before: Row | null) => {
    for (const reference of table.references) {
      const values = reference.properties.map((property) => row[property] ?? null);
      if (values.some((value) => value === null)) continue;
      if (before && reference.properties.every((property) => isSame(row[property], before[property])))
        continue;
      const parents = store.table(reference.table);
      const lookups = reference.foreign.map((property, at) => ({ property, value: values[at] }));
      const parent = parents.candidates(lookups).find((entry) => {
        const found = store.rowOf(reads.transaction, entry);
        return found && lookups.every(({ property, value }) => isSame(found[property], value));
      });
      if (!parent)
        throw databaseError('23503', `${reference.name} names a row that is not there`, reference.name);
      reads.lock(parent, 'key share');
    }
  };

  return {
    toRow(table, given, before) {
      const row: Row = before ? { ...before } : {};
      for (const column of table.columns) {
        const value = given[column.property];
        if (value !== undefined) row[column.property] = stored(column, value);
        else if (!before) row[column.property] = column.initial;
      }
      return row;
    },
    check(reads, table, row, before, entry) {
      if (before && guards.appendOnly.has(table.name)) {
        throw databaseError('VZ006', `${table.name} is append-only`);
      }
      runGuards(
        before ? guards.beforeUpdate(table.name) : guards.beforeInsert(table.name),
        reads,
        row,
        before,
      );
      for (const column of table.columns) {
        if (column.isRequired && row[column.property] === null)
          throw databaseError('23502', `${table.name}.${column.name} is required`);
      }
      const env: Env = { rows: [row], outer: null, values: [], group: null, reads };
      for (const check of table.checks) {
        if (check.holds.run(env) === false)
          throw databaseError('23514', `${table.name} violates ${check.name}`, check.name);
      }
      if (!reads.isVisible(table, row)) throw databaseError('42501', `row policy of ${table.name}`);
      assertReferences(reads, table, row, before);
      if (!before) return;
      const taken = this.conflict(reads, table, row, entry);
      if (taken) throw databaseError('23505', `duplicate key ${taken.name}`, taken.name);
    },
    conflict(reads, table, row, own) {
      for (const unique of table.uniques) {
        if (
          unique.holds &&
          unique.holds.run({ rows: [row], outer: null, values: [], group: null, reads }) !== true
        )
          continue;
        const entry = findTwin(store, reads, table, unique, row, own);
        if (entry) return { entry, name: unique.name };
      }
      return null;
    },
  };
}

function findTwin(
  store: Store,
  reads: Reads,
  table: TableDefinition,
  unique: UniqueDefinition,
  row: Row,
  own: Entry | null,
): Entry | null {
  const lookups = unique.properties.map((property) => ({ property, value: row[property] ?? null }));
  if (lookups.some(({ value }) => value === null)) return null;
  const isTwin = (other: Row | null) =>
    other !== null &&
    lookups.every(({ property, value }) => isSame(other[property], value)) &&
    (!unique.holds ||
      unique.holds.run({ rows: [other], outer: null, values: [], group: null, reads }) === true);
  for (const entry of store.table(table.name).candidates(lookups)) {
    if (entry === own) continue;
    const isOthers = entry.writer !== null && entry.writer !== reads.transaction;
    if (isOthers && (isTwin(entry.committed) || isTwin(entry.pending)))
      throw new Blocked([entry.writer ?? entry]);
    if (isTwin(store.rowOf(reads.transaction, entry))) return entry;
  }
  return null;
}

const MAX_INT = 9_007_199_254_740_991;

/** A value as the column keeps it; throws for what the column would not take. */
function stored(column: ColumnDefinition, value: unknown): unknown {
  if (value === null) return null;
  if (column.isJson) return JSON.parse(withoutNul(JSON.stringify(value), column));
  if (column.isInstant && !(value instanceof Date && !Number.isNaN(value.getTime()))) {
    throw databaseError('22007', `${column.name} is no instant`);
  }
  if (column.isInteger && !(Number.isSafeInteger(value) && Math.abs(Number(value)) <= MAX_INT)) {
    throw databaseError('22003', `${column.name} is no whole number`);
  }
  if (column.isText && typeof value !== 'string') throw databaseError('22P02', `${column.name} is no text`);
  return typeof value === 'string' ? withoutNul(value, column) : value;
}

function withoutNul(text: string, column: ColumnDefinition): string {
  if (text.includes('\u0000') || text.includes('\\u0000'))
    throw databaseError('22021', `${column.name} holds a NUL`);
  return text;
}
