import { isOver } from '#server/split-sales/split-sale.ts';
import { toMinor } from '#tests/gateways/iyzico/amounts.ts';
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
      compareSplit(ours, split, {
        state: states.get(split.reference) ?? 'unknown',
        saidOtherwise: saidOtherwise(theirs, split),
      }),
    ),
  ];
}

/** How the provider has it, and whether an answer of its own was about another amount (F11): that one is to be contradicted. */
type TheirSplit = { state: string; saidOtherwise: boolean };

function saidOtherwise({ requests }: TheirBooks, { reference, amountMinor }: OurSplitSale): boolean {
  return requests.some(({ path, transactionReferenceId, response }) => {
    if (transactionReferenceId !== reference || !path.endsWith('/complete')) return false;
    const price = Object(response).price;
    return price !== undefined && toMinor(Number(price)) !== amountMinor;
  });
}

function compareSplit(ours: OurBooks, split: OurSplitSale, theirs: TheirSplit): string[] {
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
      (state === 'completed') !== (theirs.state === 'complete'),
      `is ${state} here, ${theirs.state} there`,
    ),
    ...wrong(
      split.flags.includes('contradiction') && !theirs.saidOtherwise,
      'does not add up, though no answer was about another amount',
    ),
  ];
}
