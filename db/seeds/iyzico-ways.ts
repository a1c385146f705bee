import { saleFate } from './fates.ts';
import type { Hand } from './hand.ts';
import { chooseInstallments, fillBasket } from './menu.ts';
import { newOperation } from './new-operation.ts';
import { isFiscal, type Operation } from './operation.ts';
import { perform } from './perform.ts';
import { tellToClose } from './tell-to-close.ts';
import type { Ways } from './ways.ts';

/** How things go on the terminals of iyzico. */
export const iyzicoWays: Ways<'iyzico'> = {
  saleFate,
  newSale,
  reference: (hand) => (at) => hand.id('reference', at),
  batchNumber: (number) => String(number).padStart(4, '0'),
  perform,
  endDay: tellToClose,
};

/** A sale that is about to be sent: a new basket, or the one that was refused a moment ago. */
function newSale(hand: Hand<'iyzico'>, again: Operation<'iyzico'> | null, at: Date): Operation<'iyzico'> {
  const { dice, till } = hand;
  const hasLines = isFiscal(till);
  const basket = again ? null : fillBasket(dice);
  const amountMinor = again?.amountMinor ?? basket?.totalMinor ?? 0;
  const firstLine = Number(`1${dice.digits(8)}`);
  const lines = again ? again.sold.map((each) => each.line) : (basket?.lines ?? []);
  return {
    ...newOperation(hand, at, iyzicoWays.reference(hand)),
    kind: 'sale',
    amountMinor,
    installmentCount: hasLines ? 1 : (again?.installmentCount ?? chooseInstallments(dice, amountMinor)),
    sold: hasLines ? lines.map((line, index) => ({ providerLineId: String(firstLine + index), line })) : [],
  };
}
