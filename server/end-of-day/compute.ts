import type { BatchTotalRow } from '#db/queries/batches.ts';
import { add, type Money, subtract } from '#server/kernel/money.ts';
import type { OursLine } from './report.ts';

/** One sum of a batch, as its row keeps it. */
export type BatchSum = Pick<BatchTotalRow, 'kind' | 'acquirerId' | 'currency' | 'count' | 'amountMinor'>;

/**
 * Our side of a batch: one line per acquirer and currency, in a fixed order, from the sums kept beside the batch.
 * Net = sales − refunds − voids, in minor units. `names` gives what the acquirers are called, as far as answers told.
 * Throws when a sum is no longer exact.
 */
export function computeOurs(sums: readonly BatchSum[], names: ReadonlyMap<string, string>): OursLine[] {
  const lines = new Map<string, OursLine>();
  for (const sum of sums) {
    // Nothing was ever put through: not an operation of this acquirer, so nothing to confirm.
    if (sum.count === 0) continue;
    const key = `${sum.currency} ${sum.acquirerId}`;
    lines.set(key, include(lines.get(key) ?? emptyLine(sum, names), sum));
  }
  return [...lines.values()].sort(byAcquirer);
}

/** The order in which acquirers stand on every report. */
export function byAcquirer(
  a: { acquirerId: string; currency: string },
  b: { acquirerId: string; currency: string },
): number {
  return compareText(a.acquirerId, b.acquirerId) || compareText(a.currency, b.currency);
}

function emptyLine(sum: BatchSum, names: ReadonlyMap<string, string>): OursLine {
  return {
    acquirerId: sum.acquirerId,
    acquirerName: names.get(sum.acquirerId) ?? null,
    currency: sum.currency,
    saleCount: 0,
    saleMinor: 0,
    refundCount: 0,
    refundMinor: 0,
    voidCount: 0,
    voidMinor: 0,
    netMinor: 0,
  };
}

function include(line: OursLine, sum: BatchSum): OursLine {
  const money = (minor: number): Money => ({ minor, currency: line.currency });
  const net =
    sum.kind === 'sale'
      ? add(money(line.netMinor), money(sum.amountMinor))
      : subtract(money(line.netMinor), money(sum.amountMinor));
  return {
    ...line,
    [`${sum.kind}Count` as const]: line[`${sum.kind}Count`] + sum.count,
    [`${sum.kind}Minor` as const]: add(money(line[`${sum.kind}Minor`]), money(sum.amountMinor)).minor,
    netMinor: net.minor,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
