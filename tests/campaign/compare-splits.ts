import { isOver } from '#server/split-sales/split-sale.ts';
import { type OurBooks, type OurSplitSale, sumOf, type TheirBooks } from './books.ts';

/**
 * Holds each sale in parts against its payments and against the provider: over, nothing reserved, complete on both sides
 * and paid to the kuruş, or given up with everything back (INV-18). `promised`: those a person was given an id for. Empty:
 * they agree.
 */
export function compareSplits(ours: OurBooks, theirs: TheirBooks, promised: Iterable<string>): string[] {
  const states = new Map(theirs.fiscalSales.map((sale) => [sale.transactionReferenceId, sale.state]));
  const known = new Set(ours.splitSales.map(({ id }): string => id));
  return [
    ...[...promised].filter((id) => !known.has(id)).map((id) => `${id} was promised and is not in our book`),
    ...ours.splitSales.flatMap((split) =>
      compareSplit(ours, split, states.get(split.reference) ?? 'unknown'),
    ),
  ];
}

function compareSplit(ours: OurBooks, split: OurSplitSale, theirState: string): string[] {
  const { state, amountMinor, paidMinor, reservedMinor } = split;
  const kept = ours.transactions.filter(
    (row) => row.splitSaleId === split.id && row.state === 'approved' && row.voidedAt === null,
  );
  const paid = sumOf(kept, (row) => row.amountMinor);
  const wrong = (is: boolean, what: string) => (is ? [`split sale ${split.id} ${what}`] : []);
  return [
    ...wrong(!isOver(state), `is still ${state}`),
    ...wrong(reservedMinor !== 0, `still reserves ${reservedMinor}`),
    ...wrong(paidMinor !== paid, `says ${paidMinor} is paid, its payments say ${paid}`),
    ...wrong(state === 'completed' && paid !== amountMinor, `is complete with ${paid} of ${amountMinor}`),
    ...wrong(state !== 'completed' && paid !== 0, `is ${state} and keeps ${paid}`),
    ...wrong(
      (state === 'completed') !== (theirState === 'complete'),
      `is ${state} here, ${theirState} there`,
    ),
    ...wrong(split.flags.includes('contradiction'), 'does not add up'),
  ];
}
