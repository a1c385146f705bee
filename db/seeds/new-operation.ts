import type { Provider } from './demo-shapes.ts';
import type { Dice } from './dice.ts';
import { whyMoneyGoesBack } from './fates.ts';
import { after, type Hand } from './hand.ts';
import { type MoneyBackPlan, sizeRefund } from './money-back.ts';
import { type Operation, refundedMinor, voidOf } from './operation.ts';

/** The void or refund of a sale that is about to be sent; null when the sale no longer allows it. */
export function newFollowUp<P extends Provider>(
  hand: Hand<P>,
  plan: MoneyBackPlan<P>,
  at: Date,
  drawReference: (at: Date) => string,
): Operation<P> | null {
  const { dice, till } = hand;
  const { sale } = plan;
  if (voidOf(sale) || (plan.what === 'void' && refundedMinor(sale) > 0)) return null;
  const size =
    plan.what === 'void'
      ? { amountMinor: sale.amountMinor, returned: [] }
      : sizeRefund(dice, sale, plan.isWhole);
  if (!size) return null;
  const reason = whyMoneyGoesBack(dice, plan.what, till.merchant);
  return { ...newOperation(hand, at, drawReference), ...size, kind: plan.what, reason, original: sale };
}

/** An operation before anything is known of it but where, when and by whom. */
export function newOperation<P extends Provider>(
  hand: Hand<P>,
  at: Date,
  drawReference: (at: Date) => string,
): Operation<P> {
  const { dice, till, seller } = hand;
  return {
    id: hand.id('transaction', at),
    kind: 'sale',
    till,
    createdBy: seller.id,
    createdAt: at,
    sentAt: after(at, dice.between(25, 130)),
    workerKey: dice.between(1, 2_000_000_000),
    intentKey: uuid(dice),
    reference: drawReference(at),
    amountMinor: 0,
    installmentCount: 1,
    options: null,
    sold: [],
    returned: [],
    reason: null,
    original: null,
    followUps: [],
    payment: null,
    delivery: null,
    doubt: null,
    overturned: null,
    ending: null,
    flags: [],
  };
}

function uuid(dice: Dice): string {
  const hex = Array.from(dice.bytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = '89ab'.charAt(dice.between(0, 3));
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-');
}
