import type { Evidence } from '../terminal-gateway.ts';

/** §6.2: letters of card schemes that are known by a word of ours. */
const BRANDS = new Map([
  ['V', 'visa'],
  ['M', 'mastercard'],
  ['A', 'amex'],
  ['D', 'discover'],
  ['I', 'interac'],
]);

/** What a message tells of the card: its scheme, an unknown letter as it is, and at most four of its digits. */
export function cardOf(said: {
  CARDTYPE: string | null;
  CARDMASK: string | null;
}): Pick<Evidence, 'cardBrand' | 'cardType' | 'last4'> {
  const letter = said.CARDTYPE?.toUpperCase() ?? null;
  const cardBrand = letter === null ? null : (BRANDS.get(letter) ?? said.CARDTYPE);
  return {
    cardBrand,
    // Interac is a scheme of debit cards alone; the others say nothing of that.
    cardType: cardBrand === 'interac' ? 'debit' : null,
    last4: said.CARDMASK?.slice(-4) ?? null,
  };
}

/** What this wire never tells of an approval; the slip may. */
export const UNTOLD = {
  providerDate: null,
  rrn: null,
  stan: null,
  batchNumber: null,
  acquirerId: null,
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: null,
  saleNumber: null,
  entryMode: null,
  providerAt: null,
} as const satisfies Partial<Evidence>;
