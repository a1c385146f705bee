import type { Tx } from '#db/client.ts';
import { findBatch, updateBatch } from '#db/queries/batches.ts';
import { findDevice, holdDevice } from '#db/queries/devices.ts';
import { findAliveRun, insertRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { listOpenSplitSales } from '#db/queries/split-sales.ts';
import { listOpenTransactions } from '#db/queries/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { currentBatch } from '#server/batches/join-batch.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { BatchId, DeviceId, EndOfDayRunId, SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { businessDate } from '#server/kernel/time.ts';

/** Why a close was not started. */
export type EndOfDayFailure =
  | { kind: 'device_not_found' }
  | { kind: 'cannot_close' }
  | { kind: 'device_held' };

/**
 * Starts closing the batch of a device. A device with open or unknown operations, or a split sale that is not over, gets a
 * run that ends at once as `blocked`, with their list: a day is not closed over a question. Asking again while a run is
 * alive returns that run.
 */
export async function requestEndOfDay(
  ctx: Context<'end-of-day:run'>,
  wish: { deviceId: DeviceId },
): Promise<Result<{ runId: EndOfDayRunId }, EndOfDayFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const target = await findDevice(tx, merchantId, wish.deviceId);
    if (!target) return err({ kind: 'device_not_found' });
    if (capabilitiesOf(target.connection).batchClosedBy === 'bank') return err({ kind: 'cannot_close' });
    const { batchId } = await currentBatch(ctx, tx, wish.deviceId, null, ctx.clock.now());
    const alive = await findAliveRun(tx, merchantId, batchId);
    if (alive) return ok({ runId: alive.id });
    const open = [
      ...(await listOpenSplitSales(tx, merchantId, wish.deviceId)),
      ...(await listOpenTransactions(tx, merchantId, wish.deviceId)),
    ];
    if (open.length > 0) {
      return ok({
        runId: await writeRun(
          ctx,
          tx,
          wish.deviceId,
          batchId,
          open.map((each) => each.id),
        ),
      });
    }
    const batch = await findBatch(tx, merchantId, batchId);
    if (batch?.state !== 'open') return err({ kind: 'device_held' });
    const runId = ctx.ids.next('endOfDayRun');
    const hold = { merchantId, deviceId: wish.deviceId, operationId: runId, heldAt: ctx.clock.now() };
    if (!(await holdDevice(tx, hold))) return err({ kind: 'device_held' });
    await updateBatch(tx, merchantId, batchId, 'open', { state: 'closing' });
    await writeRun(ctx, tx, wish.deviceId, batchId, [], runId);
    await ctx.enqueue(tx, { queue: 'close-batch', data: { merchantId, runId } });
    return ok({ runId });
  });
}

async function writeRun(
  ctx: Context<'end-of-day:run'>,
  tx: Tx,
  deviceId: DeviceId,
  batchId: BatchId,
  blockedBy: (TransactionId | SplitSaleId)[],
  id = ctx.ids.next('endOfDayRun'),
): Promise<EndOfDayRunId> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  const isBlocked = blockedBy.length > 0;
  await insertRun(tx, {
    merchantId,
    id,
    deviceId,
    batchId,
    businessDate: businessDate(at, ctx.merchant.calendar),
    state: isBlocked ? 'blocked' : 'requested',
    blockedBy,
    requestedBy: ctx.actor.id,
    requestedAt: at,
    endedAt: isBlocked ? at : null,
  });
  await announce(tx, { merchantId, topic: 'end-of-day', id });
  await announce(tx, { merchantId, topic: 'device', id: deviceId });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: 'user', id: ctx.actor.id },
    action: isBlocked ? 'end-of-day.blocked' : 'end-of-day.requested',
    objectId: id,
    result: isBlocked ? 'refused' : 'done',
    data: { deviceId, batchId },
  });
  return id;
}
