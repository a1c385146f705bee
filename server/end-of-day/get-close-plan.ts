import { findCloseHour, findClosePlan } from '#db/queries/close-plans.ts';
import type { Context } from '#server/auth/context.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { type ClosePlan, closePlanOf } from './close-hour.ts';

/** By what hour a device is to be closed, and what the hour would be if it had none of its own. */
export async function getClosePlan(
  ctx: Context<'devices:see'>,
  deviceId: DeviceId,
): Promise<{ plan: ClosePlan; usual: ClosePlan }> {
  const { id: merchantId, calendar } = ctx.merchant;
  return ctx.inTransaction(async (tx) => {
    const own = await findClosePlan(tx, merchantId, deviceId);
    const usual = await findCloseHour(tx, merchantId);
    return { plan: closePlanOf(own, usual, calendar), usual: closePlanOf(null, usual, calendar) };
  });
}
