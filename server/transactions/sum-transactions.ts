import { isTooSlow } from '#db/client.ts';
import type { ListFilter, ListTab } from '#db/queries/transaction-conditions.ts';
import { countTabRows, sumTransactionRows } from '#db/queries/transaction-sums.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import type { Context } from '#server/auth/context.ts';
import { netByCurrency } from '#server/batches/net.ts';
import type { Money } from '#server/kernel/money.ts';

/** A count is exact up to here; beyond, only «more than» is said. */
const COUNTED_TO = 10_000;
const TAB_COUNTED_TO = 1_000;

/** Longer than this nobody waits for a sum; the database stops there. */
const PATIENCE_MS = 2_000;

/**
 * What a filter holds. `sums` are approved amounts per kind and currency, `nets` what is left of each currency; null when
 * there are too many rows to add up here.
 */
export type FilterTotals = {
  count: number;
  isMore: boolean;
  sums: { kind: TotalKind; count: number; amount: Money }[] | null;
  nets: Money[] | null;
};

/** How many rows each tab of a filter holds, exact up to a thousand; null where counting takes too long. */
export type TabCounts = Record<ListTab, { count: number; isMore: boolean }> | null;

/**
 * Counts and adds up a filter. Bounded work, but never on the way to a first paint: call it from a live read. Null when it
 * takes too long.
 */
export async function sumTransactions(
  ctx: Context<'transactions:see'>,
  filter: ListFilter,
): Promise<FilterTotals | null> {
  const groups = await withPatience(ctx, (tx) =>
    sumTransactionRows(tx, ctx.merchant.id, filter, COUNTED_TO + 1),
  );
  if (!groups) return null;
  const counted = groups.reduce((sum, group) => sum + group.count, 0);
  const isMore = counted > COUNTED_TO;
  const approved = groups.filter((group) => group.isApproved);
  return {
    count: Math.min(counted, COUNTED_TO),
    isMore,
    sums: isMore
      ? null
      : approved.map(({ kind, count, amountMinor, currency }) => ({
          kind,
          count,
          amount: { minor: amountMinor, currency },
        })),
    nets: isMore
      ? null
      : netByCurrency(approved).map(({ netMinor, currency }) => ({ minor: netMinor, currency })),
  };
}

/** Counts what each tab of the list would show of a filter without its own tab. */
export async function countTabs(
  ctx: Context<'transactions:see'>,
  filter: ListFilter,
  tab: ListTab,
): Promise<TabCounts> {
  const others = tab === 'all' ? filter : filter.filter((one) => !(one.by === 'tab' && one.tab === tab));
  const counts = await withPatience(ctx, (tx) =>
    countTabRows(tx, ctx.merchant.id, others, TAB_COUNTED_TO + 1),
  );
  if (!counts) return null;
  const shown = (count: number) => ({
    count: Math.min(count, TAB_COUNTED_TO),
    isMore: count > TAB_COUNTED_TO,
  });
  return {
    all: shown(counts.all),
    open: shown(counts.open),
    unknown: shown(counts.unknown),
    approved: shown(counts.approved),
    refunded: shown(counts.refunded),
    failed: shown(counts.failed),
  };
}

async function withPatience<T>(
  ctx: Context,
  work: Parameters<typeof ctx.inTransaction<T>>[0],
): Promise<T | null> {
  try {
    return await ctx.inTransaction(async (tx) => {
      await tx.execute(`set local statement_timeout = ${PATIENCE_MS}`);
      return work(tx);
    });
  } catch (error) {
    if (isTooSlow(error)) return null;
    throw error;
  }
}
