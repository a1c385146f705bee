import type { BatchTotalRow } from '#db/queries/batches.ts';
import { type KindSum, type Net, netByCurrency, netOf } from '#server/batches/net.ts';
import type { CardLine, FiscalLine, OursLine } from './report.ts';

/** One sum of a batch, as its row keeps it. */
export type BatchSum = Pick<
  BatchTotalRow,
  'kind' | 'paymentType' | 'acquirerId' | 'currency' | 'count' | 'amountMinor'
>;

/**
 * Our side of what the banks settle: one line per acquirer and currency, in a fixed order, from the sums kept beside the batch.
 * Net = sales + captures − refunds − voids, in minor units; holds and releases are no bank's figure and stay out. `names`
 * gives what the acquirers are called, as far as answers told. Throws when a sum is no longer exact.
 */
export function computeOurs(sums: readonly BatchSum[], names: ReadonlyMap<string, string>): OursLine[] {
  // Cash never meets a bank. A sum of no operations says nothing of its acquirer, so there is nothing to confirm.
  const counted = sums.filter((sum) => sum.paymentType === 'card' && sum.count > 0 && movesMoney(sum));
  return [...Map.groupBy(counted, (sum) => `${sum.currency} ${sum.acquirerId}`).values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { acquirerId, currency } = first;
      return [
        { acquirerId, acquirerName: names.get(acquirerId) ?? null, ...moneyOf(netOf(group, currency)) },
      ];
    })
    .sort(byAcquirer);
}

/**
 * Our side of a cash register's fiscal day: every operation of the batch, cash included, per payment type and currency, cards
 * first. The register prints its own total (Z); nothing on the wire tells it.
 */
export function computeFiscal(sums: readonly BatchSum[]): FiscalLine[] {
  return [...Map.groupBy(sums.filter(movesMoney), (sum) => sum.paymentType)]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([paymentType, ofOne]) => netByCurrency(ofOne).map((net) => ({ paymentType, ...moneyOf(net) })));
}

/** A sum of what was paid with one sort of card. */
export type CardSum = KindSum & Pick<CardLine, 'cardType' | 'cardBrand'>;

/** Our side of what the banks settle per sort of card and currency, in a fixed order; sorts without takings are left out. */
export function computeCards(sums: readonly CardSum[]): CardLine[] {
  const sortOf = ({ cardType, cardBrand, currency }: Pick<CardLine, 'cardType' | 'cardBrand' | 'currency'>) =>
    `${cardBrand ?? '~'} ${cardType ?? '~'} ${currency}`;
  return [...Map.groupBy(sums.filter(movesMoney), sortOf).values()]
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { cardType, cardBrand, currency } = first;
      return [{ cardType, cardBrand, ...moneyOf(netOf(group, currency)) }];
    })
    .sort((a, b) => compareText(sortOf(a), sortOf(b)));
}

/** Holds and their release are nobody's takings. */
function movesMoney({ kind }: KindSum): boolean {
  return kind !== 'preauthorization' && kind !== 'release';
}

function moneyOf({
  preauthorizationCount,
  preauthorizationMinor,
  releaseCount,
  releaseMinor,
  ...money
}: Net): Omit<Net, `${'preauthorization' | 'release'}${string}`> {
  return money;
}

/** The order in which acquirers stand on every report. */
export function byAcquirer(
  a: { acquirerId: string; currency: string },
  b: { acquirerId: string; currency: string },
): number {
  return compareText(a.acquirerId, b.acquirerId) || compareText(a.currency, b.currency);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
