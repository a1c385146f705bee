import { findCloseHour, lockClosePlan, putCloseHour, putClosePlan } from '#db/queries/close-plans.ts';
import { findDevice } from '#db/queries/devices.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import { type Context, Forbidden } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';

/** What a plan is to say; without an hour the device goes by the merchant's usual one. */
export type PlanWish = { deviceId: DeviceId; hour: string | null; isScheduled: boolean };

/** Why a plan is not kept. */
export type PlanFailure = 'device_not_found' | 'closed_by_bank';

/**
 * Sets by what hour a device is to be closed, and whether that is asked for by itself; only where the device closes when it
 * is told to. The schedule is the word of whoever set it. Saying the same again changes nothing.
 */
export async function setClosePlan(
  ctx: Context<'end-of-day:plan'>,
  { deviceId, hour, isScheduled }: PlanWish,
): Promise<Result<null, PlanFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const target = await findDevice(tx, merchantId, deviceId);
    if (!target) return err('device_not_found');
    if (isScheduled && capabilitiesOf(target.connection).batchClosedBy === 'bank')
      return err('closed_by_bank');
    const before = await lockClosePlan(tx, merchantId, deviceId);
    if ((before?.hour ?? null) === hour && (before?.isScheduled ?? false) === isScheduled) return ok(null);
    const at = ctx.clock.now();
    await putClosePlan(tx, { merchantId, deviceId, hour, isScheduled, setBy: ctx.actor.id, setAt: at });
    await announce(tx, { merchantId, topic: 'device', id: deviceId });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: ctx.actor,
      action: 'close-plan.set',
      objectId: deviceId,
      result: 'done',
      data: {
        hour,
        isScheduled,
        hourBefore: before?.hour ?? null,
        wasScheduled: before?.isScheduled ?? false,
      },
    });
    return ok(null);
  });
}

/** Sets the usual hour of the merchant, for every device that has none of its own. Saying the same again changes nothing. */
export async function setUsualHour(ctx: Context<'end-of-day:plan'>, hour: string): Promise<void> {
  // It is the hour of every branch.
  if (ctx.actor.branchIds) throw new Forbidden();
  const merchantId = ctx.merchant.id;
  await ctx.inTransaction(async (tx) => {
    const before = await findCloseHour(tx, merchantId);
    if (before?.hour === hour) return;
    const at = ctx.clock.now();
    await putCloseHour(tx, { merchantId, hour, setBy: ctx.actor.id, setAt: at });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: ctx.actor,
      action: 'close-hour.set',
      objectId: merchantId,
      result: 'done',
      data: { hour, hourBefore: before?.hour ?? null },
    });
  });
}
