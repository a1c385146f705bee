import { type ListFilter, sumTransactionRows } from '#db/queries/transaction-list.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import type { Context } from '#server/auth/context.ts';
import type { Money } from '#server/kernel/money.ts';

/** A count is exact up to here; beyond, only «more than» is said. */
const COUNTED_TO = 10_000;

/** What a filter holds. `sums` are approved amounts per kind and currency; null when there are too many rows to add up here. */
export type FilterTotals = {
  count: number;
  isMore: boolean;
  sums: { kind: TotalKind; count: number; amount: Money }[] | null;
};

/** Counts and adds up a filter. Bounded work, but never on the way to a first paint: call it from a live read. */
export async function sumTransactions(
  ctx: Context<'transactions:see'>,
  filter: ListFilter,
): Promise<FilterTotals> {
  const groups = await ctx.inTransaction((tx) =>
    sumTransactionRows(tx, ctx.merchant.id, filter, COUNTED_TO + 1),
  );
  const counted = groups.reduce((sum, group) => sum + group.count, 0);
  const isMore = counted > COUNTED_TO;
  const sums = groups
    .filter((group) => group.isApproved)
    .map(({ kind, count, amountMinor, currency }) => ({
      kind,
      count,
      amount: { minor: amountMinor, currency },
    }));
  return { count: Math.min(counted, COUNTED_TO), isMore, sums: isMore ? null : sums };
}
