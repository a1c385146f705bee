import type { CallbackRow } from '#db/queries/inbox.ts';
import type { SplitSaleRow } from '#db/queries/split-sales.ts';
import { isHosted } from '#server/kernel/providers.ts';
import type { World } from '../world.ts';
import type { RunRow, TransactionRow } from './rules.ts';

/** The committed transactions where a column has a value. */
export function transactionsWith(
  world: World,
  property: keyof TransactionRow,
  value: unknown,
): TransactionRow[] {
  return world.database.store
    .table('transactions')
    .candidates([{ property, value }])
    .flatMap(({ committed }) => (committed?.[property] === value ? [committed as TransactionRow] : []));
}

export function findTransaction(world: World, id: string): TransactionRow | null {
  return transactionsWith(world, 'id', id)[0] ?? null;
}

/** Refunds and voids of a sale. */
export function childrenOf(world: World, saleId: string): TransactionRow[] {
  return transactionsWith(world, 'originalId', saleId);
}

export function runsOf(world: World): RunRow[] {
  return world.database.store.rows('eod_runs') as RunRow[];
}

export function callbacksOf(world: World): CallbackRow[] {
  return world.database.store.rows('inbox') as CallbackRow[];
}

/** Whether its end is not known yet. */
export function isOpen({ state }: TransactionRow): boolean {
  return state === 'created' || state === 'sending' || state === 'awaiting' || state === 'unknown';
}

/** Whether it is in the middle of something; a page that lies open is asked about by plan, and nothing else happens to it. */
export function isBusy(world: World, row: TransactionRow): boolean {
  if (!isOpen(row)) return false;
  const isPlanned = (row.nextQueryAt?.getTime() ?? 0) > ourNow(world) - 5_000;
  return !(isHosted(row.provider) && row.state === 'awaiting' && isPlanned);
}

/** Of an unknown outcome a person has to find out: its provider calls back, and has not, and need not know when it is asked. */
export function needsPerson(world: World, row: TransactionRow): boolean {
  if (row.provider !== 'interpay' || row.state !== 'unknown') return false;
  const age = ourNow(world) - (row.unknownSince ?? row.createdAt).getTime();
  return age > 90_000;
}

/** The present as our processes see it. */
export function ourNow(world: World): number {
  return world.epoch + world.scheduler.now + world.clockError;
}

/** Payments of a split sale, and the voids of them. */
export function rowsOfSplit(world: World, splitSaleId: string): TransactionRow[] {
  const payments = transactionsWith(world, 'splitSaleId', splitSaleId);
  return [...payments, ...payments.flatMap((payment) => childrenOf(world, payment.id))];
}

export function splitsOf(world: World): SplitSaleRow[] {
  return world.database.store.rows('split_sales') as SplitSaleRow[];
}

/** Whether nothing of a split sale will change any more. */
export function isSplitOver({ state }: SplitSaleRow): boolean {
  return state === 'completed' || state === 'given_up' || state === 'failed';
}
