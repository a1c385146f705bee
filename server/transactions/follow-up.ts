import type { Tx } from '#db/client.ts';
import { findBatch } from '#db/queries/batches.ts';
import type { ConnectionRow, DeviceRow } from '#db/queries/devices.ts';
import { findOpenPart, findSplitSale, lockSplitSale, type SplitSaleRow } from '#db/queries/split-sales.ts';
import { appendEvent, lockTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { TransactionId, UserId } from '#server/kernel/ids.ts';
import { err, type Result } from '#server/kernel/result.ts';
import { dayIn } from '#server/kernel/time.ts';
import { type MoneyBack, type MoneyBackObstacle, moneyBackOf, type SaleBalance } from './money-back.ts';
import {
  findRepeat,
  findTarget,
  isIntentRace,
  type NewOperation,
  type Opened,
  type OpenFailure,
  openOperation,
} from './open-operation.ts';

/** Why a refund or void was not started; nothing was written and nothing will be sent. */
export type FollowUpFailure =
  | OpenFailure
  | { kind: 'sale_not_found' }
  | { kind: 'not_possible'; obstacle: MoneyBackObstacle }
  | { kind: 'more_than_left'; remainingMinor: number };

/** The sale a follow-up belongs to, locked, with the device that took it and what may be done. */
export type LockedSale = {
  row: TransactionRow;
  device: DeviceRow;
  connection: ConnectionRow;
  moneyBack: MoneyBack;
};

/** How a refund or void is made of the locked sale, and tied to it. */
export type FollowUpPlan = {
  operation(sale: LockedSale): Result<NewOperation, FollowUpFailure>;
  tie(tx: Tx, sale: LockedSale, opened: Opened): Promise<FollowUpFailure | null>;
  /** Who wished it, when a job goes on with what a person began. */
  wishedBy?: UserId;
};

/** Thrown inside the transaction to undo what was written before a refusal was seen. */
export class Refused extends Error {
  readonly failure: FollowUpFailure;
  constructor(failure: FollowUpFailure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/**
 * Opens a refund or void of a sale in one transaction: the sale is locked, the rule is asked again under the lock, the
 * operation is opened on the sale's device, and `tie` writes it into the sale's balance. A repeat of the same form
 * returns what is already there.
 */
export async function openFollowUp(
  ctx: Context<'refund:start'> | Context<'void:start'>,
  saleId: TransactionId,
  plan: FollowUpPlan,
): Promise<Result<Opened, FollowUpFailure>> {
  const attempt = () => ctx.inTransaction((tx) => openFollowUpIn(ctx, tx, saleId, plan));
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Refused) return err(error.failure);
    if (!isIntentRace(error)) throw error;
    return attempt();
  }
}

/** The same in the caller's transaction. Throws `Refused` when something was written before it was seen to be impossible. */
export async function openFollowUpIn(
  ctx: Context<'refund:start'> | Context<'void:start'> | SystemContext,
  tx: Tx,
  saleId: TransactionId,
  plan: FollowUpPlan,
): Promise<Result<Opened, FollowUpFailure>> {
  const row = await lockTransaction(tx, ctx.merchant.id, saleId);
  const target = row && (await findTarget(ctx, tx, row.deviceId));
  if (!row || !target) return err({ kind: 'sale_not_found' });
  // After its payment, as everywhere, so that nobody waits for somebody who waits for them.
  const split = row.splitSaleId ? await lockSplitSale(tx, ctx.merchant.id, row.splitSaleId) : null;
  const sale = { row, ...target, moneyBack: await readMoneyBack(ctx, tx, row, target.connection) };
  const operation = plan.operation(sale);
  if (!operation.ok) return operation;
  const repeat = await findRepeat(ctx, tx, operation.value);
  if (repeat) return repeat;
  const heldBy = split && !split.endedAt ? split.id : null;
  const opened = await openOperation(ctx, tx, operation.value, { ...target, heldBy }, plan.wishedBy);
  if (!opened.ok) return opened;
  const refusal = await plan.tie(tx, sale, opened.value);
  if (refusal) throw new Refused(refusal);
  await appendEvent(tx, ctx.merchant.id, saleId, {
    at: ctx.clock.now(),
    data: {
      kind: 'followed_up',
      followUp: operation.value.kind,
      transactionId: opened.value.transactionId,
      state: 'created',
      amountMinor: operation.value.amount.minor,
    },
    actorId: ctx.actor.kind === 'user' ? ctx.actor.id : null,
  });
  return opened;
}

/** What may be done with a sale now. */
export async function readMoneyBack(
  ctx: Pick<Context, 'merchant' | 'clock'>,
  tx: Tx,
  row: TransactionRow,
  connection: ConnectionRow,
): Promise<MoneyBack> {
  const batch = row.batchId ? await findBatch(tx, ctx.merchant.id, row.batchId) : null;
  return moneyBackOf(
    {
      kind: row.kind,
      state: row.state,
      amountMinor: row.amountMinor,
      surchargeMinor: row.surchargeMinor,
      refundedMinor: row.refundedMinor,
      refundReservedMinor: row.refundReservedMinor,
      isVoidStarted: row.voidId !== null,
      isVoided: row.voidedAt !== null,
      providerDate: row.providerDate,
      batchState: batch?.state ?? null,
      part: row.splitSaleId ? await readPart(ctx, tx, row, row.splitSaleId) : null,
    },
    dayIn(ctx.clock.now(), capabilitiesOf(connection).accountingTimeZone),
  );
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
