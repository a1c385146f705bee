import type { Tx } from '#db/client.ts';
import { announce } from '#db/queries/live.ts';
import { findOpenPart, lockSplitSale, reservePayment, type SplitSaleRow } from '#db/queries/split-sales.ts';
import type { SplitSaleState } from '#db/schema/split-sales.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { err, type Result } from '#server/kernel/result.ts';
import {
  findRepeat,
  findTarget,
  type NewOperation,
  type Opened,
  type OpenFailure,
  openAnew,
  openOperation,
} from '#server/transactions/open-operation.ts';
import { remainingMinor } from './split-sale.ts';

/** A payment of a part as wished. */
export type PaymentWish = {
  intentKey: string;
  splitSaleId: SplitSaleId;
  amount: Money;
  installmentCount: number;
};

/** Why a split sale does not take a step now; nothing was written and nothing will be sent. */
export type SplitFailure =
  | { kind: 'split_not_found' }
  /** It is not open to this any more, or not yet. */
  | { kind: 'not_open'; state: SplitSaleState }
  /** A payment or void of it is running or unknown and holds the rest. */
  | { kind: 'part_running' };

/** Why a payment was not started. */
export type AddPaymentFailure =
  | SplitFailure
  | OpenFailure
  | { kind: 'more_than_remaining'; remaining: Money }
  | { kind: 'amount_out_of_range' }
  | { kind: 'currency_not_supported' }
  | { kind: 'installments_not_supported'; max: number };

/**
 * Starts a payment of a part: a sale of its own, whose amount is reserved on the split sale until its end is known. One at
 * a time: while one is running or unknown, nobody knows how much is left (INV-18).
 */
export async function addPayment(
  ctx: Context<'sale:start'>,
  wish: PaymentWish,
): Promise<Result<Opened, AddPaymentFailure>> {
  return openAnew(() => ctx.inTransaction((tx) => addLocked(ctx, tx, wish)));
}

async function addLocked(
  ctx: Context<'sale:start'>,
  tx: Tx,
  wish: PaymentWish,
): Promise<Result<Opened, AddPaymentFailure>> {
  const merchantId = ctx.merchant.id;
  const split = await lockSplitSale(tx, merchantId, wish.splitSaleId);
  const target = split && (await findTarget(ctx, tx, split.deviceId));
  if (!split || !target) return err({ kind: 'split_not_found' });
  const payment = toPayment(split, wish);
  const repeat = await findRepeat(ctx, tx, payment);
  if (repeat) return repeat;
  if (split.state !== 'open') return err({ kind: 'not_open', state: split.state });
  if (await findOpenPart(tx, merchantId, split.id)) return err({ kind: 'part_running' });
  const misfit = misfitOf(split, wish, capabilitiesOf(target.connection).maxInstallmentCount);
  if (misfit) return err(misfit);
  const opened = await openOperation(ctx, tx, payment, { ...target, heldBy: split.id });
  if (!opened.ok) return opened;
  if (!(await reservePayment(tx, merchantId, split.id, wish.amount.minor)))
    throw new Error('A locked split sale could not bear what it was asked for');
  await announce(tx, { merchantId, topic: 'split-sale', id: split.id });
  return opened;
}

function toPayment(split: SplitSaleRow, wish: PaymentWish): NewOperation {
  return {
    kind: 'sale',
    deviceId: split.deviceId,
    originalId: null,
    intentKey: wish.intentKey,
    amount: wish.amount,
    installmentCount: wish.installmentCount,
    paymentType: split.paymentType,
    surchargeMinor: 0,
    // Lines and document are those of the whole sale.
    lines: [],
    fiscal: null,
    reason: null,
    splitSaleId: split.id,
  };
}

function misfitOf(split: SplitSaleRow, wish: PaymentWish, max: number): AddPaymentFailure | null {
  const { amount, installmentCount } = wish;
  if (amount.currency !== split.currency) return { kind: 'currency_not_supported' };
  if (amount.minor <= 0) return { kind: 'amount_out_of_range' };
  const remaining = { minor: remainingMinor(split), currency: split.currency };
  if (amount.minor > remaining.minor) return { kind: 'more_than_remaining', remaining };
  const most = split.paymentType === 'cash' ? 1 : max;
  if (installmentCount < 1 || installmentCount > most)
    return { kind: 'installments_not_supported', max: most };
  return null;
}
