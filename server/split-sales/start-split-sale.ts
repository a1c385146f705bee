import { type Tx, violatedConstraint } from '#db/client.ts';
import { findDeviceHold, holdDevice } from '#db/queries/devices.ts';
import { announce } from '#db/queries/live.ts';
import { findSplitSaleByIntent, insertSplitSale } from '#db/queries/split-sales.ts';
import { findTransactionByIntent } from '#db/queries/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { businessDate } from '#server/kernel/time.ts';
import { misfitOf } from '#server/transactions/fit-sale.ts';
import { contentHash, findTarget, type OperationTarget } from '#server/transactions/open-operation.ts';
import { rememberLines } from '#server/transactions/sold-items.ts';
import {
  type NewSale,
  type SaleWish,
  type StartSaleFailure,
  toSale,
} from '#server/transactions/start-sale.ts';

/** Why a split sale was not started; nothing was written and nothing will be sent. */
export type StartSplitFailure =
  | StartSaleFailure
  /** The device cannot take a sale in parts. */
  | { kind: 'split_not_supported' }
  /** Each payment has instalments of its own; the sale has none. */
  | { kind: 'installments_of_payments' };

/** A split sale that exists now, or existed already under the same form key. */
export type OpenedSplit = { splitSaleId: SplitSaleId; isRepeat: boolean };

/** Starts a sale that several payments will pay; it has the device from now on until it is completed or given up. */
export async function startSplitSale(
  ctx: Context<'sale:start'>,
  wish: SaleWish,
): Promise<Result<OpenedSplit, StartSplitFailure>> {
  const attempt = () => ctx.inTransaction((tx) => startIn(ctx, tx, wish));
  try {
    return await attempt();
  } catch (error) {
    if (violatedConstraint(error) !== 'split_sales_intent') throw error;
    // Two clicks at once: the other one made it, this one finds it.
    return attempt();
  }
}

async function startIn(
  ctx: Context<'sale:start'>,
  tx: Tx,
  wish: SaleWish,
): Promise<Result<OpenedSplit, StartSplitFailure>> {
  const target = await findTarget(ctx, tx, wish.deviceId);
  if (!target) return err({ kind: 'device_not_found' });
  const capabilities = capabilitiesOf(target.connection);
  const sale = toSale(wish, capabilities);
  const repeat = await findRepeat(ctx, tx, sale);
  if (repeat) return repeat;
  if (!capabilities.splitsPayment) return err({ kind: 'split_not_supported' });
  if (sale.installmentCount > 1) return err({ kind: 'installments_of_payments' });
  const misfit = misfitOf(sale, capabilities);
  if (misfit) return err(misfit);
  const opened = await open(ctx, tx, sale, target);
  if (opened.ok && !opened.value.isRepeat) await rememberLines(ctx, tx, sale.lines, sale.amount.currency);
  return opened;
}

async function open(
  ctx: Context<'sale:start'>,
  tx: Tx,
  sale: NewSale,
  { device, connection }: OperationTarget,
): Promise<Result<OpenedSplit, StartSplitFailure>> {
  const merchantId = ctx.merchant.id;
  const id = ctx.ids.next('splitSale');
  const at = ctx.clock.now();
  if (!device.isEnabled) return err({ kind: 'device_disabled' });
  if (!(await holdDevice(tx, { merchantId, deviceId: device.id, operationId: id, heldAt: at }))) {
    // The holder may be this very wish, made by another click while this one waited for the device.
    const repeat = await findRepeat(ctx, tx, sale);
    if (repeat) return repeat;
    const hold = await findDeviceHold(tx, merchantId, device.id);
    return err({ kind: 'device_held', operationId: hold?.operationId ?? '' });
  }
  await insertSplitSale(tx, {
    merchantId,
    id,
    state: 'requested',
    environment: connection.environment,
    provider: connection.provider,
    deviceId: device.id,
    branchId: device.branchId,
    intentKey: sale.intentKey,
    intentHash: contentHash(sale),
    reference: ctx.ids.next('reference'),
    amountMinor: sale.amount.minor,
    currency: sale.amount.currency,
    paymentType: sale.paymentType,
    lines: sale.lines,
    fiscal: sale.fiscal,
    createdBy: ctx.actor.id,
    createdAt: at,
    businessDate: businessDate(at, ctx.merchant.calendar),
  });
  await ctx.enqueue(tx, { queue: 'split-sale', data: { merchantId, splitSaleId: id } });
  await announce(tx, { merchantId, topic: 'split-sale', id });
  await announce(tx, { merchantId, topic: 'device', id: device.id });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: 'user', id: ctx.actor.id },
    action: 'split-sale.requested',
    objectId: id,
    result: 'done',
    data: { amountMinor: sale.amount.minor, currency: sale.amount.currency, deviceId: device.id },
  });
  return ok({ splitSaleId: id, isRepeat: false });
}

/** What was made with this form key already, refused when it is something else; null if the key is new (INV-5). */
async function findRepeat(
  ctx: Context<'sale:start'>,
  tx: Tx,
  sale: NewSale,
): Promise<Result<OpenedSplit, StartSplitFailure> | null> {
  const made = await findSplitSaleByIntent(tx, ctx.merchant.id, sale.intentKey);
  if (made?.intentHash === contentHash(sale)) return ok({ splitSaleId: made.id, isRepeat: true });
  const other = made ?? (await findTransactionByIntent(tx, ctx.merchant.id, sale.intentKey));
  return other ? err({ kind: 'intent_reused' }) : null;
}
