import { createHash } from 'node:crypto';
import { afterCommit, type Tx, violatedConstraint } from '#db/client.ts';
import {
  type ConnectionRow,
  type DeviceRow,
  findDeviceHold,
  findDeviceToUse,
  holdDevice,
  releaseDevice,
} from '#db/queries/devices.ts';
import { announce } from '#db/queries/live.ts';
import { insertLink, type NewLink } from '#db/queries/payment-links.ts';
import { findSplitSaleByIntent } from '#db/queries/split-sales.ts';
import {
  appendEvent,
  findLatestOnDevice,
  findTransactionByIntent,
  insertTransaction,
  type TransactionRow,
} from '#db/queries/transactions.ts';
import type { TransactionKind } from '#db/schema/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import type { FiscalDetails } from '#server/gateways/fiscal-details.ts';
import type { PageOrder } from '#server/gateways/hosted-gateway.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { SALE_OPTIONS, type SaleOptions } from '#server/gateways/sale-options.ts';
import type { PaymentType } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId, MerchantId, SplitSaleId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { businessDate } from '#server/kernel/time.ts';
import { about } from '#server/telemetry/trail.ts';
import { leavesDoubt } from './doubt.ts';

/** Why an operation was not opened; nothing was written. */
export type OpenFailure =
  | { kind: 'device_not_found' }
  | { kind: 'device_disabled' }
  /** Another operation has the device (INV-6). */
  | { kind: 'device_held'; operationId: string }
  /** What was put to the device last may still be on it: somebody has to look, and say so. */
  | { kind: 'look_at_device' }
  /** The form key was used before with other content (INV-5). */
  | { kind: 'intent_reused' };

/** What an operation is, before it has an id. */
export type NewOperation = {
  kind: TransactionKind;
  deviceId: DeviceId;
  originalId: TransactionId | null;
  intentKey: string;
  amount: Money;
  installmentCount: number;
  /** A refund or void goes the way its sale came. */
  paymentType: PaymentType;
  /** Contained in the amount. */
  surchargeMinor: number;
  lines: readonly object[];
  fiscal: FiscalDetails | null;
  options?: SaleOptions | null;
  reason: string | null;
  /** The split sale that it pays a part of. */
  splitSaleId?: SplitSaleId | null;
  /** The page on which it is to be paid. */
  link?: NewPage | null;
  /** Of a refund: the one item of the basket it is of. */
  itemId?: string | null;
};

/** What a page asks its payer for, and the link it is made in the place of. */
export type NewPage = Pick<
  PageOrder,
  'description' | 'payer' | 'items' | 'installmentCounts' | 'language'
> & { renewsId: TransactionId | null };

/** Where an operation is put to. */
export type OperationTarget = {
  device: DeviceRow;
  connection: ConnectionRow;
  /** The split sale that has the device already and under which this runs; whoever says so holds its row's lock. */
  heldBy?: SplitSaleId | null;
  /** Somebody looked at the device and saw that nothing is left on it. */
  isIdle?: boolean;
};

/** An operation that exists now, or existed already under the same form key. */
export type Opened = { transactionId: TransactionId; isRepeat: boolean };

/** How often it is tried again. A drawn reference is hardly ever in use; one that always is means that something is broken. */
const TRIES_AGAIN = 5;
const RACES = new Set(['transactions_intent', 'transactions_reference', 'payment_links_renewal']);

/**
 * Opens something in a transaction of its own, and anew when a race made the first try pointless: two clicks at once, of
 * which the other one made it and this one finds it, or a reference that was drawn before (INV-4).
 */
export async function openAnew<T>(attempt: () => Promise<T>): Promise<T> {
  for (let again = 0; ; again++) {
    try {
      return await attempt();
    } catch (error) {
      const isRace = RACES.has(violatedConstraint(error) ?? '');
      if (!isRace || again >= TRIES_AGAIN) throw error;
    }
  }
}

/**
 * Opens an operation in the caller's transaction: takes the device, writes the row under its form key, the timeline, the
 * audit entry and the job that sends it. The row exists before the network does (D4). The same key with the same content
 * returns the operation that is already there. Throws when its reference was drawn before: see `openAnew`.
 */
export async function openOperation(
  ctx: Context | SystemContext,
  tx: Tx,
  operation: NewOperation,
  target: OperationTarget,
  /** Who wished it, when a job or a second person goes on with what a person began. */
  wishedBy?: UserId,
): Promise<Result<Opened, OpenFailure>> {
  const merchantId = ctx.merchant.id;
  const id = ctx.ids.next('transaction');
  const at = ctx.clock.now();
  const { actor } = ctx;
  const actorId = actor.kind === 'user' ? actor.id : null;
  const createdBy = wishedBy ?? actorId;
  if (!createdBy) throw new Error('An operation is opened for a person');
  if (!target.device.isEnabled) return err({ kind: 'device_disabled' });
  const capabilities = capabilitiesOf(target.connection);
  const hold = { merchantId, deviceId: operation.deviceId, operationId: id, heldAt: at };
  // Nobody stands at a page: as many are paid at a time as there are payers.
  if (capabilities.page === null && !(await takeDevice(tx, hold, target))) {
    // The holder may be this very wish, made by another click while this one waited for the device.
    const repeat = await findRepeat(ctx, tx, operation);
    if (repeat) return repeat;
    const holder = await findDeviceHold(tx, merchantId, operation.deviceId);
    return err({ kind: 'device_held', operationId: holder?.operationId ?? '' });
  }
  if (!target.isIdle && (await hasToBeLookedAt(tx, merchantId, operation, capabilities))) {
    await releaseDevice(tx, merchantId, id);
    return err({ kind: 'look_at_device' });
  }
  const { ids } = ctx;
  const reference = capabilities.referenceForm === 'ten_digits' ? ids.tenDigits() : ids.next('reference');
  await insertTransaction(tx, {
    merchantId,
    id,
    kind: operation.kind,
    state: 'created',
    environment: target.connection.environment,
    provider: target.connection.provider,
    deviceId: operation.deviceId,
    branchId: target.device.branchId,
    originalId: operation.originalId,
    intentKey: operation.intentKey,
    intentHash: contentHash(operation),
    reference,
    amountMinor: operation.amount.minor,
    currency: operation.amount.currency,
    installmentCount: operation.installmentCount,
    paymentType: operation.paymentType,
    surchargeMinor: operation.surchargeMinor,
    lines: operation.lines,
    fiscal: operation.fiscal,
    options: operation.options ?? null,
    reason: operation.reason,
    splitSaleId: operation.splitSaleId ?? null,
    itemId: operation.itemId ?? null,
    createdBy,
    createdAt: at,
    businessDate: businessDate(at, ctx.merchant.calendar),
  });
  if (operation.link) await insertLink(tx, toLinkRow({ merchantId, transactionId: id, at }, operation.link));
  await appendEvent(tx, merchantId, id, { at, data: { kind: 'requested' }, actorId });
  await ctx.enqueue(tx, { queue: 'send-operation', data: { merchantId, transactionId: id } });
  await announce(tx, { merchantId, topic: 'transaction', id });
  await announce(tx, { merchantId, topic: 'device', id: operation.deviceId });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: actor.kind, id: actor.id },
    action: `${operation.kind}.requested`,
    objectId: id,
    result: 'done',
    data: {
      amountMinor: operation.amount.minor,
      currency: operation.amount.currency,
      deviceId: operation.deviceId,
    },
  });
  about({ transactionId: id, reference }, true);
  afterCommit(tx, () => {
    const { kind, deviceId } = operation;
    ctx.log.info({ merchantId, transactionId: id, reference, kind, deviceId }, 'Operation opened');
  });
  return ok({ transactionId: id, isRepeat: false });
}

/**
 * Whether what was last put to the device with a card may still be on it. Asked with the device taken, so that what is on
 * its way there now cannot become doubtful meanwhile.
 */
async function hasToBeLookedAt(
  tx: Tx,
  merchantId: MerchantId,
  { kind, deviceId }: NewOperation,
  { resultBy, cardNeededFor }: TerminalCapabilities,
): Promise<boolean> {
  // Where a result comes with the answer, the provider itself refuses what the device is too busy for.
  if (resultBy === 'answer' || !cardNeededFor.includes(kind)) return false;
  const latest = await findLatestOnDevice(tx, merchantId, deviceId, cardNeededFor);
  return latest !== null && leavesDoubt(latest);
}

/** Takes the device for an operation, or finds it in the hands of the split sale under which the operation runs (INV-6). */
async function takeDevice(
  tx: Tx,
  hold: Parameters<typeof holdDevice>[1],
  { heldBy }: OperationTarget,
): Promise<boolean> {
  if (!heldBy) return holdDevice(tx, hold);
  return (await findDeviceHold(tx, hold.merchantId, hold.deviceId))?.operationId === heldBy;
}

/** The operation already made with this form key, refused when the content differs; null if the key is new. */
export async function findRepeat(
  ctx: Pick<Context, 'merchant'>,
  tx: Tx,
  operation: NewOperation,
): Promise<Result<Opened, OpenFailure> | null> {
  const existing = await findTransactionByIntent(tx, ctx.merchant.id, operation.intentKey);
  if (!existing) {
    // A form that began a sale in parts is not a sale of its own as well.
    const isSplit = await findSplitSaleByIntent(tx, ctx.merchant.id, operation.intentKey);
    return isSplit ? err({ kind: 'intent_reused' }) : null;
  }
  return sameWish(existing, operation)
    ? ok({ transactionId: existing.id, isRepeat: true })
    : err({ kind: 'intent_reused' });
}

function toLinkRow(
  { at: createdAt, ...key }: Pick<NewLink, 'merchantId' | 'transactionId'> & { at: Date },
  { description, payer, items, installmentCounts, language, renewsId }: NewPage,
): NewLink {
  return {
    ...key,
    createdAt,
    ...{ description, payer, items, language, renewsId },
    installmentCounts: [...installmentCounts],
  };
}

/** The device with its connection, if it is this merchant's. */
export async function findTarget(ctx: Pick<Context, 'merchant'>, tx: Tx, deviceId: DeviceId) {
  return findDeviceToUse(tx, ctx.merchant.id, deviceId);
}

function sameWish(existing: TransactionRow, operation: NewOperation): boolean {
  return existing.intentHash === contentHash(operation);
}

/** Tells two wishes under one form key apart (INV-5). */
export function contentHash(operation: NewOperation): string {
  const { kind, deviceId, originalId, amount, installmentCount, lines, reason } = operation;
  const { paymentType, surchargeMinor, fiscal, options } = operation;
  const content = JSON.stringify([
    kind,
    deviceId,
    originalId,
    amount.minor,
    amount.currency,
    installmentCount,
    lines,
    reason,
    paymentType,
    surchargeMinor,
    fiscal,
    ...(operation.splitSaleId ? [operation.splitSaleId] : []),
    ...(options ? [SALE_OPTIONS.map((name) => options[name])] : []),
    ...(operation.link ? [operation.link] : []),
    ...(operation.itemId ? [operation.itemId] : []),
  ]);
  return createHash('sha256').update(content).digest('hex');
}
