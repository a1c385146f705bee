import type { Tx } from '#db/client.ts';
import {
  addToBatchTotals,
  type BatchRow,
  findBatchByNumber,
  insertBatch,
  lockCurrentBatch,
  updateBatch,
} from '#db/queries/batches.ts';
import { findAliveRun, updateRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { BatchId, DeviceId, IdSource, MerchantId } from '#server/kernel/ids.ts';

type Ground = { merchant: { id: MerchantId }; ids: IdSource };

/**
 * Puts an approved operation into the open batch of its device, opening one if there is none, and adds it to the sums.
 * Returns the batch. When the provider's batch number shows that the device closed its batch by itself, ours is closed
 * too and the next one opened, so that no sale lands in a batch the terminal no longer counts.
 */
export async function joinBatch(
  ctx: Ground,
  tx: Tx,
  operation: TransactionRow,
  answer: { number: string | null; acquirerId: string | null; at: Date },
): Promise<BatchId> {
  const batchId = await currentBatch(ctx, tx, operation.deviceId, answer.number, answer.at);
  await addToBatchTotals(tx, {
    merchantId: ctx.merchant.id,
    batchId,
    kind: operation.kind,
    acquirerId: answer.acquirerId ?? '',
    currency: operation.currency,
    count: 1,
    amountMinor: operation.amountMinor,
  });
  return batchId;
}

/**
 * The open batch of a device, opened now if there is none. The number in an answer also settles what a lost close left
 * open: the same number means the close did not happen, another one that it did.
 */
export async function currentBatch(
  ctx: Ground,
  tx: Tx,
  deviceId: DeviceId,
  number: string | null,
  at: Date,
): Promise<BatchId> {
  const merchantId = ctx.merchant.id;
  const open = await lockCurrentBatch(tx, merchantId, deviceId);
  const isNew = number !== null && (await findBatchByNumber(tx, merchantId, deviceId, number)) === null;
  const isOver = open !== null && open.number !== null && isNew;
  if (open?.state === 'closing_unknown' && number !== null && open.number !== null)
    await settleLostClose(tx, open, isOver, at);
  if (open && !isOver) {
    if (open.number === null && isNew) await updateBatch(tx, merchantId, open.id, open.state, { number });
    return open.id;
  }
  // The device moved on to another batch by itself, or by a close whose answer was lost.
  if (open) await updateBatch(tx, merchantId, open.id, open.state, { state: 'closed', closedAt: at });
  const id = ctx.ids.next('batch');
  // A late answer may carry the number of a batch closed long ago; that is not the number of a new one.
  await insertBatch(tx, {
    merchantId,
    id,
    deviceId,
    number: isNew ? number : null,
    state: 'open',
    openedAt: at,
  });
  return id;
}

async function settleLostClose(tx: Tx, batch: BatchRow, isOver: boolean, at: Date): Promise<void> {
  const run = await findAliveRun(tx, batch.merchantId, batch.id);
  if (run?.state === 'unknown') {
    await updateRun(tx, batch.merchantId, run.id, 'unknown', {
      // Closed, but the terminal's figures are lost: neither matched nor not.
      ...(isOver ? { state: 'closed' } : { state: 'failed', outcomeReason: 'close_did_not_happen' }),
      endedAt: at,
    });
    await announce(tx, { merchantId: batch.merchantId, topic: 'end-of-day', id: run.id });
  }
  if (!isOver) await updateBatch(tx, batch.merchantId, batch.id, 'closing_unknown', { state: 'open' });
}
