import type { Dice } from './dice.ts';
import { whyMoneyGoesBack } from './fates.ts';
import { chooseInstallments, fillBasket } from './menu.ts';
import { type MoneyBackPlan, sizeRefund } from './money-back.ts';
import { type Operation, refundedMinor, voidOf } from './operation.ts';
import { after, type Hand } from './perform.ts';

/** A sale that is about to be sent: a new basket, or the one that was refused a moment ago. */
export function newSale(hand: Hand, again: Operation | null, at: Date): Operation {
  const { dice, till } = hand;
  const isFiscal = till.connection.model === '507';
  const basket = again ? null : fillBasket(dice);
  const amountMinor = again?.amountMinor ?? basket?.totalMinor ?? 0;
  const firstLine = Number(`1${dice.digits(8)}`);
  const lines = again ? again.sold.map((each) => each.line) : (basket?.lines ?? []);
  return {
    ...newOperation(hand, at),
    kind: 'sale',
    amountMinor,
    installmentCount: isFiscal ? 1 : (again?.installmentCount ?? chooseInstallments(dice, amountMinor)),
    sold: isFiscal ? lines.map((line, index) => ({ providerLineId: String(firstLine + index), line })) : [],
  };
}

/** The void or refund of a sale that is about to be sent; null when the sale no longer allows it. */
export function newFollowUp(hand: Hand, plan: MoneyBackPlan, at: Date): Operation | null {
  const { dice } = hand;
  const { sale } = plan;
  if (voidOf(sale) || (plan.what === 'void' && refundedMinor(sale) > 0)) return null;
  const size =
    plan.what === 'void'
      ? { amountMinor: sale.amountMinor, returned: [] }
      : sizeRefund(dice, sale, plan.isWhole);
  if (!size) return null;
  const reason = whyMoneyGoesBack(dice, plan.what);
  return { ...newOperation(hand, at), ...size, kind: plan.what, reason, original: sale };
}

function newOperation(hand: Hand, at: Date): Operation {
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
    reference: hand.id('reference', at),
    amountMinor: 0,
    installmentCount: 1,
    sold: [],
    returned: [],
    reason: null,
    original: null,
    followUps: [],
    payment: null,
    doubt: null,
    ending: null,
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
