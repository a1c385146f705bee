import type { Tx } from '#db/client.ts';
import { listBatchTotals, lockCurrentBatch } from '#db/queries/batches.ts';
import {
  type ClosePlanRow,
  findCloseHour,
  hasScheduledRun,
  listScheduledPlans,
  lockClosePlan,
} from '#db/queries/close-plans.ts';
import { findDevice, findDeviceHold } from '#db/queries/devices.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { closePlanOf } from './close-hour.ts';
import { beginClose } from './request-end-of-day.ts';
import { hourInHand, scheduleStep } from './schedule-rule.ts';

/**
 * Has every device closed whose schedule says so and whose hour has come; each once for its hour, whatever the number of
 * workers that look. A close that stops at something open is not asked for again: it stays, and people see why.
 */
export async function listScheduledWork(ctx: SystemContext): Promise<(() => Promise<void>)[]> {
  const merchantId = ctx.merchant.id;
  const now = ctx.clock.now();
  const { plans, usual } = await ctx.inTransaction(async (tx) => {
    const scheduled = await listScheduledPlans(tx, merchantId);
    return { plans: scheduled, usual: scheduled.length > 0 ? await findCloseHour(tx, merchantId) : null };
  });
  return plans
    .filter((row) => hourInHand(closePlanOf(row, usual, ctx.merchant.calendar), now))
    .map((row) => () => ctx.inTransaction((tx) => askAtItsHour(ctx, tx, row)));
}

async function askAtItsHour(ctx: SystemContext, tx: Tx, seen: ClosePlanRow): Promise<void> {
  const { merchantId, deviceId } = seen;
  // Other workers see the same hour come; one at a time, and each looks anew.
  const row = await lockClosePlan(tx, merchantId, deviceId);
  const target = await findDevice(tx, merchantId, deviceId);
  if (!row || !target) return;
  const open = await lockCurrentBatch(tx, merchantId, deviceId);
  const step = scheduleStep(
    {
      plan: closePlanOf(row, await findCloseHour(tx, merchantId), ctx.merchant.calendar),
      isEnabled: target.device.isEnabled,
      closesByRequest: capabilitiesOf(target.connection).batchClosedBy === 'device',
      batch: open && (await listBatchTotals(tx, merchantId, open.id)).length > 0 ? open : null,
      isHeld: (await findDeviceHold(tx, merchantId, deviceId)) !== null,
    },
    ctx.clock.now(),
  );
  if (step.do !== 'ask' || (await hasScheduledRun(tx, merchantId, deviceId, step.scheduledFor))) return;
  const { scheduledFor } = step;
  await beginClose(ctx, tx, deviceId, { requestedBy: row.setBy, scheduledFor });
}
