import type { Dice } from './dice.ts';
import type { Operation } from './operation.ts';

/** How an operation goes. */
export type Fate =
  | 'approved'
  | 'declined'
  /** The device still had an earlier operation. */
  | 'busy'
  /** No connection to the provider: nothing was sent. */
  | 'unreachable'
  /** Charged, but the answer was lost: the first question brings it. */
  | 'answer_lost'
  /** Nobody presented a card. */
  | 'walked_away'
  /** Charged, answer lost, and the provider has not answered a question since. */
  | 'still_unknown';

const saleFates: readonly [{ fate: Fate; weight: number }, ...{ fate: Fate; weight: number }[]] = [
  { fate: 'approved', weight: 943 },
  { fate: 'declined', weight: 42 },
  { fate: 'walked_away', weight: 5 },
  { fate: 'busy', weight: 4 },
  { fate: 'unreachable', weight: 3 },
  { fate: 'answer_lost', weight: 3 },
];

/** How a sale goes. */
export function saleFate(dice: Dice): Fate {
  return dice.pickWeighted(saleFates).fate;
}

/** How a refund or void goes: the card was good before. */
export function followUpFate(dice: Dice): Fate {
  return dice.chance(0.02) ? 'unreachable' : 'approved';
}

/** Whether the customer is still there and tries again. */
export function isTriedAgain(dice: Dice, operation: Operation): boolean {
  switch (operation.ending?.state) {
    case 'declined':
      return dice.chance(0.6);
    case 'failed':
      return operation.ending.reason !== 'not_found' && dice.chance(0.9);
    default:
      return false;
  }
}

const voidReasons = [
  'Yanlış tutar girildi',
  'Müşteri vazgeçti',
  'Çift okutuldu',
  'Yanlış ürün seçildi',
] as const;
const refundReasons = [
  'Ürün iadesi',
  'Eksik ürün',
  'Yanlış hazırlanan sipariş',
  'Müşteri memnuniyeti',
] as const;

/** What the manager writes beside a void or refund; often nothing. */
export function whyMoneyGoesBack(dice: Dice, kind: 'void' | 'refund'): string | null {
  if (dice.chance(0.35)) return null;
  return dice.pick(kind === 'void' ? voidReasons : refundReasons);
}
