import { findDevice } from '#db/queries/devices.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { readMoneyBack } from './follow-up.ts';
import type { MoneyBack } from './money-back.ts';

/** What can be given back of a sale, and what doing it will ask of the people at the device. */
export type MoneyBackOffer = {
  saleId: TransactionId;
  amount: Money;
  last4: string | null;
  /** Cash goes back in cash. */
  paymentType: PaymentType;
  deviceLabel: string;
  moneyBack: MoneyBack;
  refundBy: 'amount' | 'lines';
  /** For which of the two the customer presents the card. */
  cardNeededFor: readonly ('void' | 'refund')[];
};

/** What may be done with a sale now; throws NotFound when it is not this merchant's. */
export async function getMoneyBack(
  ctx: Context<'transactions:see'>,
  id: TransactionId,
): Promise<MoneyBackOffer> {
  return ctx.inTransaction(async (tx) => {
    const row = await findTransaction(tx, ctx.merchant.id, id);
    const target = row && (await findDevice(tx, ctx.merchant.id, row.deviceId));
    if (!row || !target) throw new NotFound();
    const { refundBy, cardNeededFor } = capabilitiesOf(target.connection);
    return {
      saleId: row.id,
      amount: { minor: row.amountMinor, currency: row.currency },
      last4: row.last4,
      paymentType: row.paymentType,
      deviceLabel: target.device.label,
      moneyBack: await readMoneyBack(ctx, tx, row, target.connection),
      refundBy,
      cardNeededFor: cardNeededFor.filter((kind) => kind === 'void' || kind === 'refund'),
    };
  });
}
