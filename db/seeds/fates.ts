import type { DemoMerchant } from './demo-shapes.ts';
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

type Likely<F> = { fate: F; weight: number };

const saleFates: readonly [Likely<Fate>, ...Likely<Fate>[]] = [
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
export function followUpFate(dice: Dice): 'approved' | 'unreachable' {
  return dice.chance(0.02) ? 'unreachable' : 'approved';
}

/** Whether the customer is still there and tries again. */
export function isTriedAgain(dice: Dice, operation: Operation): boolean {
  switch (operation.ending?.state) {
    case 'declined':
      return dice.chance(0.6);
    case 'failed':
      return operation.ending.reason !== 'not_found' && dice.chance(0.9);
    case 'cancelled':
      return dice.chance(0.3);
    default:
      return false;
  }
}

type Reasons = Readonly<Record<'void' | 'refund', readonly [string, ...string[]]>>;

const turkish: Reasons = {
  void: ['Yanlış tutar girildi', 'Müşteri vazgeçti', 'Çift okutuldu', 'Yanlış ürün seçildi'],
  refund: ['Ürün iadesi', 'Eksik ürün', 'Yanlış hazırlanan sipariş', 'Müşteri memnuniyeti'],
};
const french: Reasons = {
  void: ['Mauvais montant', 'Client parti sans son achat', 'Passée deux fois', 'Mauvais article'],
  refund: ['Article retourné', 'Article manquant', 'Commande mal préparée', 'Geste commercial'],
};

/** What the manager writes beside a void or refund, in the language of the house; often nothing. */
export function whyMoneyGoesBack(
  dice: Dice,
  kind: 'void' | 'refund',
  { locale }: Pick<DemoMerchant, 'locale'>,
): string | null {
  if (dice.chance(0.35)) return null;
  return dice.pick((locale === 'fr' ? french : turkish)[kind]);
}
