import { listBatchNumbers } from '#db/queries/batch-numbers.ts';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import { type ListPlace, listTransactionRows } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import { toCursor } from './list-cursor.ts';
import type { FilterChoices } from './list-filter-choices.ts';
import { type ListedTransaction, toListed } from './listed.ts';
import { type ListedFacts, toFacts } from './listed-facts.ts';
import { PAGE_SIZE } from './transaction-filter.ts';

/**
 * A page of the list, newest first, and the cursors of the pages beside it; null where the list ends. `lookedTo` is set where
 * few of very many rows fit: the page then holds what was found up to there, and beyond it the next page goes on looking.
 */
export type TransactionPage = {
  rows: (ListedTransaction & ListedFacts)[];
  newer: string | null;
  older: string | null;
  lookedTo: Date | null;
};

/** One page of the merchant's transactions from a place on, at most fifty rows. Bounded work for any filter. Counts nothing. */
export async function listTransactions(
  ctx: Context<'transactions:see'>,
  filter: ListFilter,
  place: ListPlace | null,
  { devices }: Pick<FilterChoices, 'devices'>,
): Promise<TransactionPage> {
  // One more than shown tells whether there are others beyond.
  const { rows: found, lookedTo } = await ctx.inTransaction((tx) =>
    listTransactionRows(tx, ctx.merchant.id, filter, place, PAGE_SIZE + 1),
  );
  const isNewer = place?.direction === 'newer';
  const hasMore = found.length > PAGE_SIZE;
  const rows = isNewer ? found.slice(-PAGE_SIZE) : found.slice(0, PAGE_SIZE);
  const places = new Map(devices.map((device) => [device.deviceId, device]));
  // Where the page itself may be empty, the way back is the place it began at.
  const [first, last] = [rows.at(0) ?? place, rows.at(-1) ?? place];
  const beyond = (edge: { createdAt: Date; id: ListedTransaction['id'] } | null | undefined) =>
    lookedTo ? toCursor(lookedTo) : hasMore && edge ? toCursor(edge) : null;
  return {
    rows: rows.map((row) => ({ ...toListed(row, places), ...toFacts(row) })),
    newer: isNewer ? beyond(rows.at(0)) : place && first ? toCursor(first) : null,
    older: isNewer ? last && toCursor(last) : beyond(rows.at(-1)),
    lookedTo: lookedTo?.createdAt ?? null,
  };
}

/** The numbers of the batches that rows stand in, by id; null where one has none yet. */
export async function listBatchNumbersOf(
  ctx: Context<'transactions:see'>,
  rows: readonly ListedFacts[],
): Promise<ReadonlyMap<string, string | null>> {
  const batchIds = [...new Set(rows.flatMap((row) => row.batchId ?? []))];
  return ctx.inTransaction((tx) => listBatchNumbers(tx, ctx.merchant.id, batchIds));
}
