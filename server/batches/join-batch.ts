import type { Tx } from '#db/client.ts';
import {
  addToBatchTotals,
  type BatchRow,
  findBatchByNumber,
  hasLaterMember,
  insertBatch,
  listBatchTotals,
  lockCurrentBatch,
  updateBatch,
} from '#db/queries/batches.ts';
import { releaseDevice } from '#db/queries/devices.ts';
import { findAliveRun, type RunRow, updateRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import type { BatchId, DeviceId, IdSource, MerchantId } from '#server/kernel/ids.ts';

type Ground = { merchant: { id: MerchantId }; ids: IdSource };

/** A batch number in an answer, and when the operation it is about was sent: an answer may come long after. */
type Told = { number: string | null; sentAt: Date };

/** A lost close of which an answer has told whether it happened. The caller keeps it in the audit, last of all its locks. */
export type SettledRun = { run: RunRow; state: 'closed' | 'failed' };

/** What an approved operation adds to the sums of its batch; `group` is the acquirer, or what else the bank counts apart. */
export type Addition = { sum: TotalKind; group: string | null };

/** The batch an operation is in now, and what its answer told of an earlier close. */
export type Joined = { batchId: BatchId; settledRun: SettledRun | null };

/** Devices count their batches round; no device closes so often that a number is back sooner. */
const COMES_ROUND_AFTER_MS = 30 * 24 * 60 * 60_000;

/**
 * Puts an approved operation into the open batch of its device, opening one if there is none, and adds it to the sums.
 * When the provider's batch number shows that the device closed its batch by itself, ours is closed too and the next one
 * opened, so that no sale lands in a batch the terminal no longer counts.
 */
export async function joinBatch(
  ctx: Ground,
  tx: Tx,
  operation: TransactionRow,
  answer: Addition & { number: string | null; at: Date },
): Promise<Joined> {
  const told = { number: answer.number, sentAt: operation.sentAt ?? operation.createdAt };
  const joined = await currentBatch(ctx, tx, operation.deviceId, told, answer.at);
  await addMember(tx, joined.batchId, operation, answer);
  return joined;
}

/** Adds an operation to the sums of the batch it joins. */
export async function addMember(
  tx: Tx,
  batchId: BatchId,
  operation: TransactionRow,
  { sum, group }: Addition,
): Promise<void> {
  await addToBatchTotals(tx, {
    merchantId: operation.merchantId,
    batchId,
    kind: sum,
    paymentType: operation.paymentType,
    acquirerId: group ?? '',
    currency: operation.currency,
    count: 1,
    amountMinor: operation.amountMinor,
  });
}

/**
 * The open batch of a device, locked, opened now if there is none. The number in an answer also settles what a lost close
 * left open: the same number means the close did not happen, another one that it did. Only an operation sent after those
 * that told the number, or after the close, can tell either: an older one carries the number of its own time.
 */
export async function currentBatch(
  ctx: Ground,
  tx: Tx,
  deviceId: DeviceId,
  told: Told | null,
  at: Date,
): Promise<Joined> {
  const merchantId = ctx.merchant.id;
  const newNumber = await readNewNumber(tx, merchantId, deviceId, told);
  let settledRun: SettledRun | null = null;
  for (;;) {
    const open = await lockCurrentBatch(tx, merchantId, deviceId);
    const isOver = open !== null && told !== null && (await hasMovedOn(tx, open, told, newNumber));
    if (open?.state === 'closing_unknown' && told)
      settledRun = await settleLostClose(tx, open, told, isOver, at);
    if (open && !isOver) {
      if (open.number === null && newNumber !== null)
        await updateBatch(tx, merchantId, open.id, open.state, { number: newNumber });
      return { batchId: open.id, settledRun };
    }
    // The device moved on to another batch by itself, or by a close whose answer was lost.
    if (open) await updateBatch(tx, merchantId, open.id, open.state, { state: 'closed', closedAt: at });
    const id = ctx.ids.next('batch');
    // A late answer may carry the number of a batch closed long ago; that is not the number of a new one.
    const batch = { merchantId, id, deviceId, number: newNumber, state: 'open' as const, openedAt: at };
    // Somebody else may have opened one a moment earlier: then it is theirs we join.
    if (await insertBatch(tx, batch)) return { batchId: id, settledRun };
  }
}

/** The number an answer carries, if no batch of this device had it lately; null otherwise. */
async function readNewNumber(
  tx: Tx,
  merchantId: MerchantId,
  deviceId: DeviceId,
  told: Told | null,
): Promise<string | null> {
  if (!told || told.number === null) return null;
  const known = await findBatchByNumber(tx, merchantId, deviceId, told.number);
  const isPast = known?.closedAt && told.sentAt.getTime() - known.closedAt.getTime() > COMES_ROUND_AFTER_MS;
  return known === null || isPast ? told.number : null;
}

/** Whether an answer proves that the device has closed this batch. */
async function hasMovedOn(tx: Tx, open: BatchRow, told: Told, newNumber: string | null): Promise<boolean> {
  if (newNumber === null) return false;
  if (open.number !== null) return !(await hasLaterMember(tx, open, open.number, told.sentAt));
  // Nobody will ever know of a batch without a number, and of one without members nobody needs to.
  const isLost = open.state === 'closing_unknown';
  return isLost && (await listBatchTotals(tx, open.merchantId, open.id)).length === 0;
}

async function settleLostClose(
  tx: Tx,
  batch: BatchRow,
  told: Told,
  isOver: boolean,
  at: Date,
): Promise<SettledRun | null> {
  const { merchantId } = batch;
  const run = await findAliveRun(tx, merchantId, batch.id);
  const isLater = run?.sentAt == null || told.sentAt > run.sentAt;
  const isSame = told.number !== null && told.number === batch.number;
  if (!isOver && !(isLater && isSame)) return null;
  const state = isOver ? 'closed' : 'failed';
  if (run?.state === 'unknown') {
    await updateRun(tx, merchantId, run.id, 'unknown', {
      // Closed, but the terminal's figures are lost: neither matched nor not.
      state,
      ...(isOver ? {} : { outcomeReason: 'close_did_not_happen' }),
      endedAt: at,
    });
    await releaseDevice(tx, merchantId, run.id);
    await announce(tx, { merchantId, topic: 'end-of-day', id: run.id });
  }
  if (!isOver) await updateBatch(tx, merchantId, batch.id, 'closing_unknown', { state: 'open' });
  return run?.state === 'unknown' ? { run, state } : null;
}
