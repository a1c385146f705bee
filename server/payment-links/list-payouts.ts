import { type PayoutRow, sumPayouts } from '#db/queries/payment-links.ts';
import type { Context } from '#server/auth/context.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** What a provider is expected to pay out on a day; no day: it did not say when. */
export type Payout = PayoutRow & {
  /** The payouts it told of, less what went back of these payments since, which it takes from later payouts. */
  expectedMinor: number;
};

/** What is expected for the payments of links, by day and currency, in a range of days, both ends included. */
export async function listPayouts(
  ctx: Context<'reports:see'>,
  range: { from: CalendarDay; to: CalendarDay },
): Promise<{ rows: Payout[]; totals: Omit<Payout, 'day'>[] }> {
  const read = await ctx.inTransaction((tx) => sumPayouts(tx, ctx.merchant.id, range));
  const rows = read.map((row) => ({ ...row, expectedMinor: row.payoutMinor - row.refundedMinor }));
  return { rows, totals: totalsOf(rows) };
}

/** All days together, per currency. Pure. */
export function totalsOf(rows: readonly Payout[]): Omit<Payout, 'day'>[] {
  const byCurrency = Map.groupBy(rows, (row): CurrencyCode => row.currency);
  return [...byCurrency].map(([currency, ofOne]) => {
    const sum = (of: (row: Payout) => number) => ofOne.reduce((total, row) => total + of(row), 0);
    return {
      currency,
      count: sum((row) => row.count),
      paidMinor: sum((row) => row.paidMinor),
      commissionMinor: sum((row) => row.commissionMinor),
      feeMinor: sum((row) => row.feeMinor),
      blockedMinor: sum((row) => row.blockedMinor),
      payoutMinor: sum((row) => row.payoutMinor),
      refundedMinor: sum((row) => row.refundedMinor),
      expectedMinor: sum((row) => row.expectedMinor),
    };
  });
}
