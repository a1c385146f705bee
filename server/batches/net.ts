import type { TransactionKind } from '#db/schema/transactions.ts';
import { add, type CurrencyCode, subtract } from '#server/kernel/money.ts';

/** A kept sum: how many operations of a kind, and how much. */
export type KindSum = { kind: TransactionKind; currency: CurrencyCode; count: number; amountMinor: number };

/** What came in, went back, and is left of one currency. Minor units; net = sales − refunds − voids. */
export type Net = {
  currency: CurrencyCode;
  saleCount: number;
  saleMinor: number;
  refundCount: number;
  refundMinor: number;
  voidCount: number;
  voidMinor: number;
  netMinor: number;
};

/** Adds up sums of one currency, exactly; throws on another currency or when the result is not exact. */
export function netOf(sums: readonly KindSum[], currency: CurrencyCode): Net {
  const net: Net = {
    currency,
    saleCount: 0,
    saleMinor: 0,
    refundCount: 0,
    refundMinor: 0,
    voidCount: 0,
    voidMinor: 0,
    netMinor: 0,
  };
  for (const { kind, count, ...sum } of sums) {
    const amount = { minor: sum.amountMinor, currency: sum.currency };
    const before = { minor: net.netMinor, currency };
    net.netMinor = (kind === 'sale' ? add : subtract)(before, amount).minor;
    net[`${kind}Count`] += count;
    net[`${kind}Minor`] = add({ minor: net[`${kind}Minor`], currency }, amount).minor;
  }
  return net;
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
    nets.flatMap((net) => [
      { kind: 'sale', currency: net.currency, count: net.saleCount, amountMinor: net.saleMinor },
      { kind: 'refund', currency: net.currency, count: net.refundCount, amountMinor: net.refundMinor },
      { kind: 'void', currency: net.currency, count: net.voidCount, amountMinor: net.voidMinor },
    ]),
  );
}
