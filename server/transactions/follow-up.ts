import type { Tx } from '#db/client.ts';
import { findBatch, lockBatch } from '#db/queries/batches.ts';
import type { ConnectionRow, DeviceRow } from '#db/queries/devices.ts';
import { hasRefusedVoid, hasTurnedDownVoid } from '#db/queries/follow-ups.ts';
import { findOpenPart, findSplitSale, lockSplitSale, type SplitSaleRow } from '#db/queries/split-sales.ts';
import { appendEvent, lockTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { totalKindOf } from '#db/schema/totals.ts';
import type { TransactionKind } from '#db/schema/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { RefusalReason } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId, UserId } from '#server/kernel/ids.ts';
import { isHosted } from '#server/kernel/providers.ts';
import { err, type Result } from '#server/kernel/result.ts';
import { businessDate } from '#server/kernel/time.ts';
import type { OptionMisfit } from './fit-sale.ts';
import { type HoldChoices, type HoldObstacle, holdOf } from './hold.ts';
import {
  keptMinorOf,
  type MoneyBack,
  type MoneyBackObstacle,
  moneyBackOf,
  type SaleBalance,
} from './money-back.ts';
import {
  findRepeat,
  findTarget,
  type NewOperation,
  type Opened,
  type OpenFailure,
  openAnew,
  openOperation,
} from './open-operation.ts';

/** Why a refund, void or capture was not started; nothing was written and nothing will be sent. */
export type FollowUpFailure =
  | OpenFailure
  | OptionMisfit
  | { kind: 'sale_not_found' }
  | { kind: 'not_possible'; obstacle: MoneyBackObstacle }
  | { kind: 'more_than_left'; remainingMinor: number }
  /** More than whoever asks may give back alone (INV-17). */
  | { kind: 'second_person_needed'; aloneMinor: number }
  | { kind: 'hold_not_possible'; obstacle: HoldObstacle }
  | { kind: 'more_than_held'; heldMinor: number };

/** The sale, capture or hold a follow-up belongs to, locked, with the device that took it and what may be done. */
export type LockedSale = {
  row: TransactionRow;
  device: DeviceRow;
  connection: ConnectionRow;
  moneyBack: MoneyBack;
  hold: HoldChoices;
};

/** How a refund, void or capture is made of the locked sale or hold, and tied to it. */
export type FollowUpPlan = {
  operation(sale: LockedSale): Result<NewOperation, FollowUpFailure>;
  /** Why it may not be, by the rule; null when it may. Asked with the sale locked, before anything is written. */
  refusal(sale: LockedSale, tx: Tx, at: Date): FollowUpFailure | null | Promise<FollowUpFailure | null>;
  tie(tx: Tx, sale: LockedSale, opened: Opened): Promise<FollowUpFailure | null>;
  /** Who wished it, when a job or a second person goes on with what a person began. */
  wishedBy?: UserId;
  /** Somebody looked at the device and saw that nothing is left on it. */
  deviceIsIdle?: boolean;
};

/** With these the provider says that a payment cannot be voided any more; most often its device closed the batch meanwhile. */
const NOT_VOIDABLE = ['state_forbids', 'amount_unavailable'] as const satisfies RefusalReason[];

/** With these nobody has looked at it. */
const NOT_PUT = ['unreachable', 'sign_in_failed', 'not_sent_in_time', 'not_found'];

/** Thrown inside the transaction to undo what was written before a refusal was seen. */
export class Refused extends Error {
  readonly failure: FollowUpFailure;
  constructor(failure: FollowUpFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** What a person needs for one of the follow-ups. */
export type FollowUpContext =
  | Context<'refund:start'>
  | Context<'void:start'>
  | Context<'sale:start'>
  | Context<'approvals:decide'>;

/**
 * Opens a refund or void of a sale, or a capture or release of a hold, in one transaction: the sale is locked, the rule is
 * asked again under the lock, the operation is opened on the sale's device, and `tie` writes it into the sale's balance. A
 * repeat of the same form returns what is already there.
 */
export async function openFollowUp(
  ctx: FollowUpContext,
  saleId: TransactionId,
  plan: FollowUpPlan,
): Promise<Result<Opened, FollowUpFailure>> {
  try {
    return await openAnew(() => ctx.inTransaction((tx) => openFollowUpIn(ctx, tx, saleId, plan)));
  } catch (error) {
    if (error instanceof Refused) return err(error.failure);
    throw error;
  }
}

/** The same in the caller's transaction. Throws `Refused` when something was written before it was seen to be impossible. */
export async function openFollowUpIn(
  now: FollowUpContext | SystemContext,
  tx: Tx,
  saleId: TransactionId,
  plan: FollowUpPlan,
): Promise<Result<Opened, FollowUpFailure>> {
  const locked = await lockSale(now, tx, saleId);
  if (!locked) return err({ kind: 'sale_not_found' });
  const { sale, split, at } = locked;
  const ctx = { ...now, clock: { now: () => at } };
  const operation = plan.operation(sale);
  if (!operation.ok) return operation;
  const repeat = await findRepeat(ctx, tx, operation.value);
  if (repeat) return repeat;
  const refusal = await plan.refusal(sale, tx, at);
  if (refusal) return err(refusal);
  const heldBy = split && !split.endedAt ? split.id : null;
  const { row, device, connection } = sale;
  const place = { device, connection, heldBy, isIdle: plan.deviceIsIdle };
  const opened = await openOperation(ctx, tx, operation.value, place, plan.wishedBy);
  if (!opened.ok) return opened;
  const untied = await plan.tie(tx, sale, opened.value);
  if (untied) throw new Refused(untied);
  await appendEvent(tx, ctx.merchant.id, saleId, {
    at,
    data: {
      kind: 'followed_up',
      followUp: followUpOf(operation.value.kind, row.kind),
      transactionId: opened.value.transactionId,
      state: 'created',
      amountMinor: operation.value.amount.minor,
    },
    actorId: ctx.actor.kind === 'user' ? ctx.actor.id : null,
  });
  return opened;
}

/**
 * Locks what a follow-up belongs to and reads what may be done with it: its row, its batch, and the split sale that it pays a
 * part of. Judged and written as of the one instant `at`: the provider's midnight may lie between (INV-3).
 */
export async function lockSale(
  now: Pick<Context, 'merchant' | 'clock'>,
  tx: Tx,
  saleId: TransactionId,
): Promise<{ sale: LockedSale; split: SplitSaleRow | null; at: Date } | null> {
  const row = await lockTransaction(tx, now.merchant.id, saleId);
  const target = row && (await findTarget(now, tx, row.deviceId));
  if (!row || !target) return null;
  // Until the follow-up is written nobody closes the batch by which the rule judges. Locked before the split sale, as an approval does.
  if (row.batchId) await lockBatch(tx, now.merchant.id, row.batchId);
  // After its payment, as everywhere, so that nobody waits for somebody who waits for them.
  const split = row.splitSaleId ? await lockSplitSale(tx, now.merchant.id, row.splitSaleId) : null;
  const at = now.clock.now();
  const ctx = { merchant: now.merchant, clock: { now: () => at } };
  return { sale: { row, ...target, ...(await readChoices(ctx, tx, row, target.connection)) }, split, at };
}

function followUpOf(kind: TransactionKind, originalKind: TransactionKind) {
  const followUp = totalKindOf(kind, originalKind);
  if (followUp === 'sale' || followUp === 'preauthorization') throw new Error(`${kind} follows nothing`);
  return followUp;
}

/** What may be done with a sale, capture or hold now. */
export async function readChoices(
  ctx: Pick<Context, 'merchant' | 'clock'>,
  tx: Tx,
  row: TransactionRow,
  connection: ConnectionRow,
): Promise<{ moneyBack: MoneyBack; hold: HoldChoices }> {
  const balance = await readBalance(ctx, tx, row);
  const { accountingCalendar, voidEndsBeforeDayMs, neverVoidedBrands } = capabilitiesOf(connection);
  // Near its end the provider's day counts as over: a void on its way would come too late.
  const soon = new Date(ctx.clock.now().getTime() + voidEndsBeforeDayMs);
  const today = businessDate(soon, accountingCalendar);
  const isNeverVoided = row.cardBrand !== null && neverVoidedBrands.includes(row.cardBrand);
  return {
    moneyBack: moneyBackOf({ ...balance, isNeverVoided }, today),
    hold: holdOf({ ...balance, isNeverVoided }, today),
  };
}

async function readBalance(
  ctx: Pick<Context, 'merchant'>,
  tx: Tx,
  row: TransactionRow,
): Promise<Omit<SaleBalance, 'isNeverVoided'>> {
  const batch = row.batchId ? await findBatch(tx, ctx.merchant.id, row.batchId) : null;
  return {
    kind: row.kind,
    state: row.state,
    amountMinor: row.amountMinor,
    keptMinor: keptMinorOf(row),
    refundedMinor: row.refundedMinor,
    refundReservedMinor: row.refundReservedMinor,
    isVoidStarted: row.voidId !== null,
    isVoided: row.voidedAt !== null,
    isVoidRefused: await isVoidRefused(tx, row),
    isCaptureStarted: row.captureId !== null,
    isCaptured: row.capturedAt !== null,
    providerDate: row.providerDate,
    batchState: batch?.state ?? null,
    part: row.splitSaleId ? await readPart(ctx, tx, row, row.splitSaleId) : null,
  };
}

/**
 * Whether a void was refused so that another one would be too. A bank that has ended its day says no to a cancellation in words
 * nobody has published: there every no counts that was not our own.
 */
async function isVoidRefused(tx: Tx, { merchantId, id, provider }: TransactionRow): Promise<boolean> {
  return isHosted(provider)
    ? hasTurnedDownVoid(tx, merchantId, id, NOT_PUT)
    : hasRefusedVoid(tx, merchantId, id, NOT_VOIDABLE);
}

/** What the split sale says that a payment is a part of. */
async function readPart(
  ctx: Pick<Context, 'merchant'>,
  tx: Tx,
  row: TransactionRow,
  id: SplitSaleRow['id'],
): Promise<SaleBalance['part']> {
  const split = await findSplitSale(tx, ctx.merchant.id, id);
  if (!split) throw new Error(`${row.id} pays a part of nothing`);
  return { state: split.state, isBusy: (await findOpenPart(tx, ctx.merchant.id, id)) !== null };
}
