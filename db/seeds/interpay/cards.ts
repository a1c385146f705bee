import type { Dice } from '../dice.ts';

/** What a terminal tells of a card: its scheme in our word, and four digits. */
export type SchemeCard = {
  brand: 'visa' | 'mastercard' | 'amex' | 'interac';
  last4: string;
};

const schemes: readonly [Scheme, ...Scheme[]] = [
  { brand: 'interac', weight: 44 },
  { brand: 'visa', weight: 27 },
  { brand: 'mastercard', weight: 22 },
  { brand: 'amex', weight: 7 },
];

type Scheme = { brand: SchemeCard['brand']; weight: number };

/** What each scheme is called on a report. */
export const BRAND_NAMES: Readonly<Record<SchemeCard['brand'], string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  interac: 'Interac',
};

/** Its letter on the wire (§6.2). */
export const BRAND_LETTERS = { visa: 'V', mastercard: 'M', amex: 'A', interac: 'I' } as const;

const REGULARS = 70;

/** The cards seen at one branch: some come back nearly every day, most only now and then. */
export function createSchemeWallet(dice: Dice): (dice: Dice) => SchemeCard {
  const regulars = Array.from({ length: REGULARS }, () => newCard(dice));
  return (today) =>
    today.chance(0.5) ? (regulars[today.between(0, REGULARS - 1)] ?? newCard(today)) : newCard(today);
}

function newCard(dice: Dice): SchemeCard {
  return { brand: dice.pickWeighted(schemes).brand, last4: dice.digits(4) };
}

/** The bank's no: its code and text on the wire (§5, §7), and our word for it. */
export type SchemeDecline = { code: string; text: string; reason: string; weight: number };

export const schemeDeclines: readonly [SchemeDecline, ...SchemeDecline[]] = [
  { code: '0205', text: 'NSF', reason: 'insufficient_funds', weight: 46 },
  { code: '8509', text: 'DECLINED', reason: 'other', weight: 28 },
  { code: '0205', text: 'INCORRECT PIN', reason: 'wrong_pin', weight: 14 },
  { code: '0205', text: 'EXPIRED CARD', reason: 'expired_card', weight: 7 },
  { code: '0205', text: 'EXCEEDS LIMIT', reason: 'limit_exceeded', weight: 5 },
];
