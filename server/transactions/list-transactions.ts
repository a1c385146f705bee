import {
  type ListFilter,
  type ListPlace,
  listDevicePlaces,
  listTransactionRows,
} from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import { toCursor } from './list-cursor.ts';
import { type ListedTransaction, toListed } from './listed.ts';
import { PAGE_SIZE } from './transaction-filter.ts';

/** A page of the list, newest first, and the cursors of the pages beside it; null where the list ends. */
export type TransactionPage = {
  rows: ListedTransaction[];
  newer: string | null;
  older: string | null;
};

/** The devices and branches a list can be narrowed to. */
export type FilterChoices = Awaited<ReturnType<typeof listDevicePlaces>>;

/** One page of the merchant's transactions from a place on, fifty rows, with what its filter offers. Counts nothing. */
export async function listTransactions(
  ctx: Context<'transactions:see'>,
  filter: ListFilter,
  place: ListPlace | null,
): Promise<TransactionPage & { choices: FilterChoices }> {
  const merchantId = ctx.merchant.id;
  const [found, choices] = await ctx.inTransaction((tx) =>
    Promise.all([
      // One more than shown tells whether there are others beyond.
      listTransactionRows(tx, merchantId, filter, place, PAGE_SIZE + 1),
      listDevicePlaces(tx, merchantId),
    ]),
  );
  const isNewer = place?.direction === 'newer';
  const hasMore = found.length > PAGE_SIZE;
  const rows = isNewer ? found.slice(-PAGE_SIZE) : found.slice(0, PAGE_SIZE);
  const [first, last] = [rows.at(0), rows.at(-1)];
  const devices = new Map(choices.map((choice) => [choice.deviceId, choice]));
  return {
    rows: rows.map((row) => toListed(row, devices)),
    newer: first && (isNewer ? hasMore : place !== null) ? toCursor(first) : null,
    older: last && (isNewer || hasMore) ? toCursor(last) : null,
    choices,
  };
}

/** What the filter can be narrowed to, without a list. */
export async function listFilterChoices(ctx: Context<'transactions:see'>): Promise<FilterChoices> {
  return ctx.inTransaction((tx) => listDevicePlaces(tx, ctx.merchant.id));
}
