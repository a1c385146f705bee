import type { Tx } from '#db/client.ts';
import { findBatch, updateBatch } from '#db/queries/batches.ts';
import { findDevice, holdDevice } from '#db/queries/devices.ts';
import { findAliveRun } from '#db/queries/eod-runs.ts';
import { listOpenSplitSales } from '#db/queries/split-sales.ts';
import { listOpenTransactions } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { currentBatch } from '#server/batches/join-batch.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { DeviceId, EndOfDayRunId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { businessDate } from '#server/kernel/time.ts';
import { type BankStillOpen, closeBankBook, type DaySigned } from './close-bank-book.ts';
import { type Asked, writeRun } from './write-run.ts';

/** Why a close was not started. */
export type EndOfDayFailure =
  | { kind: 'device_not_found' }
  | { kind: 'device_held' }
  | BankStillOpen
  | DaySigned;

/** Starts closing the batch of a device on a person's word. See `beginClose`. */
export async function requestEndOfDay(
  ctx: Context<'end-of-day:run'>,
  wish: { deviceId: DeviceId },
): Promise<Result<{ runId: EndOfDayRunId }, EndOfDayFailure>> {
  const asked = { requestedBy: ctx.actor.id, scheduledFor: null };
  return ctx.inTransaction((tx) => beginClose(ctx, tx, wish.deviceId, asked));
}

/**
 * Starts closing the batch of a device. A device with open or unknown operations, or a split sale that is not over, gets a
 * run that ends at once as `blocked`, with their list: a day is not closed over a question. Asking again while a run is
 * alive returns that run. Where the bank closes batches by itself, our book of the oldest one is closed instead.
 */
export async function beginClose(
  ctx: Context<'end-of-day:run'> | SystemContext,
  tx: Tx,
  deviceId: DeviceId,
  asked: Asked,
): Promise<Result<{ runId: EndOfDayRunId }, EndOfDayFailure>> {
  const merchantId = ctx.merchant.id;
  const target = await findDevice(tx, merchantId, deviceId);
  if (!target) return err({ kind: 'device_not_found' });
  const { batchClosedBy, accountingCalendar } = capabilitiesOf(target.connection);
  if (batchClosedBy === 'bank') return closeBankBook(ctx, tx, deviceId, accountingCalendar, asked);
  const at = ctx.clock.now();
  const { batchId } = await currentBatch(ctx, tx, deviceId, null, at);
  const alive = await findAliveRun(tx, merchantId, batchId);
  if (alive) return ok({ runId: alive.id });
  const open = [
    ...(await listOpenSplitSales(tx, merchantId, deviceId)),
    ...(await listOpenTransactions(tx, merchantId, deviceId)),
  ];
  const runId = ctx.ids.next('endOfDayRun');
  const run = { id: runId, deviceId, batchId, businessDate: businessDate(at, ctx.merchant.calendar) };
  if (open.length > 0) {
    await writeRun(ctx, tx, run, asked, { blockedBy: open.map((each) => each.id) });
    return ok({ runId });
  }
  const batch = await findBatch(tx, merchantId, batchId);
  if (batch?.state !== 'open') return err({ kind: 'device_held' });
  const hold = { merchantId, deviceId, operationId: runId, heldAt: at };
  if (!(await holdDevice(tx, hold))) return err({ kind: 'device_held' });
  await updateBatch(tx, merchantId, batchId, 'open', { state: 'closing' });
  await writeRun(ctx, tx, run, asked, { state: 'requested' });
  await ctx.enqueue(tx, { queue: 'close-batch', data: { merchantId, runId } });
  return ok({ runId });
}
