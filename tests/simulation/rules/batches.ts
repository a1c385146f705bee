import type { BatchRow, BatchTotalRow, DayTotalRow } from '#db/queries/batches.ts';
import type { World } from '../world.ts';
import { findTransaction, transactionsWith } from './rows.ts';
import type { Breaks, Commit, TransactionRow } from './rules.ts';

/** INV-11: the sums of a batch are those of its members, and nothing joins a closed one. */
export function batchesHold(world: World, { transactions, changes }: Commit, breaks: Breaks): void {
  const { store } = world.database;
  const touched = new Set<string>();
  for (const { before, after } of transactions) {
    if (after.state === 'approved' && after.batchId === null)
      breaks('INV-11', `${after.id} is approved and in no batch`);
    if (after.batchId === null || after.batchId === before?.batchId) continue;
    touched.add(after.batchId);
    const batch = store.rows('batches').find((one) => one.id === after.batchId) as BatchRow | undefined;
    if (batch?.state === 'closed') breaks('INV-11', `${after.id} joined a closed batch`);
    if (batch?.bankDate && after.provider === 'iyzico')
      breaks('INV-11', `${after.id} is in the book of a bank, and its device closes its batches`);
    if (batch?.deviceId !== after.deviceId) breaks('INV-11', `${after.id} is in the batch of another device`);
  }
  for (const { table, after } of changes)
    if (table === 'batch_totals' && after) touched.add(String(after.batchId));
  for (const batchId of touched) {
    const members = transactionsWith(world, 'batchId', batchId).filter((row) => row.state === 'approved');
    const theirs = (store.rows('batch_totals') as BatchTotalRow[]).filter((row) => row.batchId === batchId);
    const expected = sumsOf(members, (row) => [
      sumKind(world, row),
      row.paymentType,
      (row.provider === 'interpay' ? row.cardBrand : row.acquirerId) ?? '',
      row.currency,
    ]);
    const kept = sumsOf(theirs, (row) => [row.kind, row.paymentType, row.acquirerId, row.currency]);
    if (expected !== kept) breaks('INV-11', `sums of ${batchId} are ${kept}, its members say ${expected}`);
  }
}

/** The sums of each day are those of the operations that ended on it. */
export function dayTotalsHold(world: World, breaks: Breaks): void {
  const { store } = world.database;
  const ended = (store.rows('transactions') as TransactionRow[]).filter((row) => row.settledAt !== null);
  const expected = sumsOf(ended, (row) => [
    row.businessDate,
    row.deviceId,
    sumKind(world, row),
    row.state,
    row.currency,
  ]);
  const kept = sumsOf(store.rows('day_totals') as DayTotalRow[], (row) => [
    row.businessDate,
    row.deviceId,
    row.kind,
    row.outcome,
    row.currency,
  ]);
  if (expected !== kept) breaks('INV-11', `sums of the days are ${kept}, the operations say ${expected}`);
}

function sumsOf<T extends { amountMinor: number; count?: number }>(
  rows: readonly T[],
  keyOf: (row: T) => readonly string[],
): string {
  const sums = new Map<string, { count: number; minor: number }>();
  for (const row of rows) {
    const key = keyOf(row).join('/');
    const sum = sums.get(key) ?? { count: 0, minor: 0 };
    sums.set(key, { count: sum.count + (row.count ?? 1), minor: sum.minor + row.amountMinor });
  }
  const lines = [...sums].filter(([, sum]) => sum.count !== 0 || sum.minor !== 0);
  return lines
    .map(([key, sum]) => `${key}: ${sum.count}/${sum.minor}`)
    .sort()
    .join('; ');
}

/** The void of a hold moved no money, so it is summed apart. */
function sumKind(world: World, row: TransactionRow): string {
  const original = row.kind === 'void' && row.originalId ? findTransaction(world, row.originalId) : null;
  return original?.kind === 'preauthorization' ? 'release' : row.kind;
}
