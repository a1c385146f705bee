import type { RefundLine } from '#server/gateways/terminal-gateway.ts';
import { addDays, type CalendarDay } from '#server/kernel/time.ts';
import type { Provider } from './demo-shapes.ts';
import type { Dice } from './dice.ts';
import { after } from './hand.ts';
import { openingHours } from './opening-hours.ts';
import { isFiscal, type Operation, refundedMinor } from './operation.ts';

const MINUTE_MS = 60_000;

/** Money that is to go back, on which day. */
export type MoneyBackPlan<P extends Provider = Provider> = {
  day: CalendarDay;
  at: Date;
  sale: Operation<P>;
} & ({ what: 'void' } | { what: 'refund'; isWhole: boolean });

/** Whether, when and how the money of a sale that was just approved will go back. */
export function planMoneyBack<P extends Provider>(
  dice: Dice,
  sale: Operation<P>,
  settledAt: Date,
  day: CalendarDay,
): MoneyBackPlan<P> | null {
  const roll = dice.next();
  if (roll < 0.01 && isVoidable(sale)) {
    const at = after(settledAt, dice.between(2, 25) * MINUTE_MS);
    // A void is for the same day, before the close.
    return at < openingHours(sale.till, day).closes ? { what: 'void', day, at, sale } : null;
  }
  if (roll < 0.017) {
    const at = after(settledAt, dice.between(10, 90) * MINUTE_MS);
    return at < openingHours(sale.till, day).closes
      ? { what: 'refund', day, at, sale, isWhole: false }
      : null;
  }
  if (roll < 0.032) return planLaterRefund(dice, sale, day, dice.chance(0.55));
  return null;
}

/** A debit card's payment can only be refunded (§8.11 of Interpay's protocol). */
function isVoidable({ payment }: Operation): boolean {
  return !(payment && 'brand' in payment.card && payment.card.brand === 'interac');
}

/** A second part some days after the first, now and then. */
export function planSecondRefund<P extends Provider>(
  dice: Dice,
  sale: Operation<P>,
  day: CalendarDay,
): MoneyBackPlan<P> | null {
  const isSomethingLeft = refundedMinor(sale) < sale.amountMinor;
  return isSomethingLeft && dice.chance(0.15) ? planLaterRefund(dice, sale, day, dice.chance(0.4)) : null;
}

function planLaterRefund<P extends Provider>(
  dice: Dice,
  sale: Operation<P>,
  from: CalendarDay,
  isWhole: boolean,
): MoneyBackPlan<P> {
  const day = addDays(from, dice.between(1, 6));
  const { opens, closes } = openingHours(sale.till, day);
  const open = closes.getTime() - opens.getTime();
  const at = after(opens, Math.round(open * (0.15 + dice.next() * 0.75)));
  return { what: 'refund', day, at, sale, isWhole };
}

/** How much goes back: pieces of lines on a cash register, an amount elsewhere. Null when nothing fitting is left. */
export function sizeRefund(
  dice: Dice,
  sale: Operation,
  isWhole: boolean,
): { amountMinor: number; returned: RefundLine[] } | null {
  if (isFiscal(sale.till)) return sizeByLines(dice, sale, isWhole);
  const leftMinor = sale.amountMinor - refundedMinor(sale);
  const step = sale.till.merchant.currency === 'TRY' ? 5_00 : 25;
  const partMinor = Math.round((leftMinor * (0.2 + dice.next() * 0.5)) / step) * step;
  const amountMinor = isWhole ? leftMinor : partMinor;
  return amountMinor > 0 && amountMinor <= leftMinor ? { amountMinor, returned: [] } : null;
}

function sizeByLines(dice: Dice, sale: Operation, isWhole: boolean) {
  const left = sale.sold
    .map(({ providerLineId, line }) => ({
      providerLineId,
      line,
      quantity: line.quantity - returnedQuantity(sale, providerLineId),
    }))
    .filter((each) => each.quantity > 0);
  const [first, ...others] = left;
  if (!first) return null;
  const picked = isWhole ? left : [{ ...dice.pick([first, ...others]), quantity: 1 }];
  const returned = picked.map(({ providerLineId, line, quantity }) => {
    const refundMinor = line.unitPriceMinor * quantity;
    return {
      ...line,
      providerLineId,
      quantity,
      grossMinor: refundMinor,
      totalMinor: refundMinor,
      refundMinor,
    };
  });
  return { amountMinor: returned.reduce((sum, line) => sum + line.refundMinor, 0), returned };
}

function returnedQuantity(sale: Operation, providerLineId: string): number {
  return sale.followUps
    .filter((each) => each.ending?.state === 'approved')
    .flatMap((each) => each.returned)
    .filter((line) => line.providerLineId === providerLineId)
    .reduce((sum, line) => sum + line.quantity, 0);
}
