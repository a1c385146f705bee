import type { DayTotalRow } from '#db/queries/batches.ts';
import { type Net, netByCurrency } from '#server/batches/net.ts';

/** One kept sum of a business day. */
export type DaySum = Pick<DayTotalRow, 'kind' | 'outcome' | 'currency' | 'count' | 'amountMinor'>;

/** What happened in one currency: the money that moved, and how many tries came to nothing. */
export type DayNumbers = Net & {
  /** The bank said no. */
  declinedCount: number;
  /** Never reached the bank, or stopped before it. */
  failedCount: number;
};

/** The numbers of a day per currency, in a fixed order; only approved operations are money. Pure. */
export function dayNumbers(sums: readonly DaySum[]): DayNumbers[] {
  const approved = sums.map((sum) =>
    sum.outcome === 'approved' ? sum : { ...sum, count: 0, amountMinor: 0 },
  );
  return netByCurrency(approved).map((net) => ({
    ...net,
    declinedCount: countOf(sums, net, ['declined']),
    failedCount: countOf(sums, net, ['failed', 'cancelled']),
  }));
}

function countOf(sums: readonly DaySum[], { currency }: Net, outcomes: DaySum['outcome'][]): number {
  return sums
    .filter((sum) => sum.currency === currency && outcomes.includes(sum.outcome))
    .reduce((count, sum) => count + sum.count, 0);
}
