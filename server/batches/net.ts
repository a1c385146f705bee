import { TOTAL_KINDS, type TotalKind } from '#db/schema/totals.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { add, type CurrencyCode, type Money, subtract } from '#server/kernel/money.ts';

/** A kept sum: how many operations of a kind, and how much. */
export type KindSum = { kind: TotalKind; currency: CurrencyCode; count: number; amountMinor: number };

/**
 * What came in, went back, and is left of one currency, per kind its count and its sum. Minor units; net = sales +
 * captures − refunds − voids. Holds and their releases are counted beside it: they move no money.
 */
export type Net = { currency: CurrencyCode; netMinor: number } & {
  [Figure in `${TotalKind}Count` | `${TotalKind}Minor`]: number;
};

/** Adds up sums of one currency, exactly; throws on another currency or when the result is not exact. */
export function netOf(sums: readonly KindSum[], currency: CurrencyCode): Net {
  const net: Net = {
    currency,
    saleCount: 0,
    saleMinor: 0,
    preauthorizationCount: 0,
    preauthorizationMinor: 0,
    captureCount: 0,
    captureMinor: 0,
    refundCount: 0,
    refundMinor: 0,
    voidCount: 0,
    voidMinor: 0,
    releaseCount: 0,
    releaseMinor: 0,
    netMinor: 0,
  };
  for (const { kind, count, ...sum } of sums) {
    const amount = { minor: sum.amountMinor, currency: sum.currency };
    net.netMinor = moved(kind, { minor: net.netMinor, currency }, amount).minor;
    net[`${kind}Count`] += count;
    net[`${kind}Minor`] = add({ minor: net[`${kind}Minor`], currency }, amount).minor;
  }
  return net;
}

/** A net after one more sum. */
function moved(kind: TotalKind, net: Money, amount: Money): Money {
  switch (kind) {
    case 'sale':
    case 'capture':
      return add(net, amount);
    case 'refund':
    case 'void':
      return subtract(net, amount);
    case 'preauthorization':
    case 'release':
      // The currency is checked all the same.
      return add(net, { ...amount, minor: 0 });
    default:
      return assertNever(kind);
  }
}

/** The same per currency, each on its own and in a fixed order: amounts of different currencies never meet. */
export function netByCurrency(sums: readonly KindSum[]): Net[] {
  return [...Map.groupBy(sums, (sum) => sum.currency)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, ofOne]) => netOf(ofOne, currency));
}

/** Adds up nets per currency, as of several devices or batches. */
export function sumNets(nets: readonly Net[]): Net[] {
  return netByCurrency(
    nets.flatMap((net) =>
      TOTAL_KINDS.map((kind) => ({
        kind,
        currency: net.currency,
        count: net[`${kind}Count`],
        amountMinor: net[`${kind}Minor`],
      })),
    ),
  );
}
