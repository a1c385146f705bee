import type { Dice } from './dice.ts';

/** The banks that acquire for the demo merchants, by their id. */
export const acquirers: Readonly<Record<string, { name: string; mid: string }>> = {
  12: { name: 'Banka B', mid: '000000087654' },
  62: { name: 'Banka A', mid: '000000004321' },
};

/** What a terminal reads of a card and a portal may keep. */
export type DemoCard = {
  bin: string;
  last4: string;
  type: 'credit' | 'debit';
  acquirerId: string;
  issuerId: string;
};

const ranges: readonly [Range, ...Range[]] = [
  { bin: '454360', type: 'credit', acquirerId: '62', issuerId: '64', weight: 16 },
  { bin: '540669', type: 'credit', acquirerId: '62', issuerId: '62', weight: 14 },
  { bin: '476662', type: 'debit', acquirerId: '62', issuerId: '62', weight: 13 },
  { bin: '557113', type: 'credit', acquirerId: '62', issuerId: '46', weight: 9 },
  { bin: '552879', type: 'credit', acquirerId: '12', issuerId: '12', weight: 13 },
  { bin: '979203', type: 'debit', acquirerId: '12', issuerId: '59', weight: 12 },
  { bin: '450634', type: 'credit', acquirerId: '12', issuerId: '67', weight: 11 },
  { bin: '532758', type: 'debit', acquirerId: '12', issuerId: '10', weight: 7 },
];

type Range = Omit<DemoCard, 'last4'> & { weight: number };

/** The cards seen at one branch: some come back nearly every day, most only now and then. */
export function createWallet(dice: Dice): (dice: Dice) => DemoCard {
  const regulars = Array.from({ length: 160 }, () => newCard(dice));
  return (today) =>
    today.chance(0.55) ? (regulars[today.between(0, 159)] ?? newCard(today)) : newCard(today);
}

function newCard(dice: Dice): DemoCard {
  const { weight: _, ...range } = dice.pickWeighted(ranges);
  return { ...range, last4: dice.digits(4) };
}

/** The bank's no: its code, our word for it, and the text the provider passes on, in both its languages. */
export type Decline = { code: string; reason: string; text: string; en: string; weight: number };

export const declines: readonly [Decline, ...Decline[]] = [
  { code: '51', reason: 'insufficient_funds', text: 'Yetersiz bakiye', en: 'Insufficient funds', weight: 54 },
  { code: '05', reason: 'other', text: 'İşlem onaylanmadı', en: 'Do not honour', weight: 16 },
  { code: '55', reason: 'wrong_pin', text: 'Hatalı şifre', en: 'Wrong PIN', weight: 12 },
  { code: '54', reason: 'expired_card', text: 'Süresi dolmuş kart', en: 'Expired card', weight: 8 },
  { code: '61', reason: 'limit_exceeded', text: 'Kart limiti aşıldı', en: 'Limit exceeded', weight: 6 },
  {
    code: '57',
    reason: 'not_permitted',
    text: 'Kart sahibi bu işlemi yapamaz',
    en: 'Not permitted to the cardholder',
    weight: 4,
  },
];
