import type { CardRead, CardType } from './book.ts';

/** A test card in somebody's hand. */
type Card = { key: string; name: string; type: CardType; lastFourDigits: string };

export const cards: readonly [Card, ...Card[]] = [
  { key: 'interac', name: 'Interac debit', type: 'I', lastFourDigits: '4821' },
  { key: 'visa', name: 'Visa', type: 'V', lastFourDigits: '1119' },
  { key: 'mastercard', name: 'Mastercard', type: 'M', lastFourDigits: '5454' },
  { key: 'amex', name: 'American Express', type: 'A', lastFourDigits: '1007' },
  { key: 'discover', name: 'Discover', type: 'D', lastFourDigits: '6527' },
];

type Application = { account: 'DEBIT' | 'CREDIT'; appName: string; aid: string };

const applications: Readonly<Record<CardType, Application>> = {
  I: { account: 'DEBIT', appName: 'Interac', aid: 'A0000002771010' },
  V: { account: 'CREDIT', appName: 'VISA CREDIT', aid: 'A0000000031010' },
  M: { account: 'CREDIT', appName: 'MASTERCARD', aid: 'A0000000041010' },
  A: { account: 'CREDIT', appName: 'AMERICAN EXPRESS', aid: 'A00000002501' },
  D: { account: 'CREDIT', appName: 'DISCOVER', aid: 'A0000001523010' },
};

/** What the slip prints of the chip's application. */
export function applicationOf(card: CardRead): Application {
  return applications[card.type];
}

/** The card of this key, or the first; read as it was presented. */
export function cardNamed(key: string | undefined, entryMode: CardRead['entryMode']): CardRead {
  const { type, lastFourDigits } = cards.find((card) => card.key === key) ?? cards[0];
  return { type, lastFourDigits, entryMode };
}

/** The card an automatic terminal reads: each in turn, so that every type gets its share. */
export function nextCard(turn: number): CardRead {
  return cardNamed(cards[turn % cards.length]?.key, 'CHIP Contactless');
}
