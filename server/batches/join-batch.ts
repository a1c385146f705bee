import type { Tx } from '#db/client.ts';
import {
  addToBatchTotals,
  type BatchRow,
  findBatchByNumber,
  insertBatch,
  lockCurrentBatch,
  updateBatch,
} from '#db/queries/batches.ts';
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

/** The open batch of a device, opened now if there is none. */
export async function currentBatch(
  ctx: Ground,
  tx: Tx,
  deviceId: DeviceId,
  number: string | null,
  at: Date,
): Promise<BatchId> {
  const merchantId = ctx.merchant.id;
  const open = await lockCurrentBatch(tx, merchantId, deviceId);
  if (open && !(await wasClosedByDevice(tx, open, number))) {
    if (open.number === null && number !== null)
      await updateBatch(tx, merchantId, open.id, open.state, { number });
    return open.id;
  }
  if (open) await updateBatch(tx, merchantId, open.id, open.state, { state: 'closed', closedAt: at });
  const id = ctx.ids.next('batch');
  await insertBatch(tx, { merchantId, id, deviceId, number, state: 'open', openedAt: at });
  return id;
}

async function wasClosedByDevice(tx: Tx, open: BatchRow, number: string | null): Promise<boolean> {
  if (number === null || open.number === null || open.number === number) return false;
  // A late answer may carry the number of a batch closed long ago; that says nothing about the open one.
  return (await findBatchByNumber(tx, open.merchantId, open.deviceId, number)) === null;
}
