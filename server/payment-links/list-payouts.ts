import { type PayoutRow, sumPayouts } from '#db/queries/payment-links.ts';
import type { Context } from '#server/auth/context.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { addDays, businessDate, type CalendarDay, parseDay } from '#server/kernel/time.ts';

/** What a provider is expected to pay out on a day; no day: it did not say when. */
export type Payout = PayoutRow & {
  /** The payouts it told of, less what went back of these payments since, which it takes from later payouts. */
  expectedMinor: number;
};

/** A range of days, both ends included. */
type DayRange = { from: CalendarDay; to: CalendarDay };

const USUAL_DAYS = 30;
const MOST_DAYS = 366;

/** The days an address asks for; those around now when it asks for none, or for what cannot be understood. */
export function readPayoutRange(
  { clock, merchant }: Pick<Context, 'clock' | 'merchant'>,
  asked: { from: string | undefined; to: string | undefined },
): { range: DayRange; isUnderstood: boolean } {
  const today = businessDate(clock.now(), merchant.calendar);
  const usual = { from: today, to: addDays(today, USUAL_DAYS) };
  const from = asked.from ? parseDay(asked.from) : usual.from;
  const to = asked.to ? parseDay(asked.to) : usual.to;
  const isUnderstood = from !== null && to !== null && from <= to && to <= addDays(from, MOST_DAYS);
  return { range: isUnderstood ? { from, to } : usual, isUnderstood };
}

/** What is expected for the payments of links, by day and currency, in a range of days, both ends included. */
export async function listPayouts(
  ctx: Context<'reports:see'>,
  range: DayRange,
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
