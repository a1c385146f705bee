import { findCloseHour, listClosePlans } from '#db/queries/close-plans.ts';
import { listUnclosed } from '#db/queries/unclosed.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { BatchId, DeviceId } from '#server/kernel/ids.ts';
import { closePlanOf } from './close-hour.ts';
import { longestDue } from './due-rule.ts';

/** A device that was not closed by its hour. */
export type DueDevice = {
  deviceId: DeviceId;
  label: string;
  branchName: string;
  batchId: BatchId;
  /** The hour it should have been closed by. */
  since: Date;
};

/** Every device that still holds operations past its hour, the longest first. Nothing is stored: it follows from the books. */
export async function listDue(ctx: Context<'reports:see'>): Promise<{ at: Date; devices: DueDevice[] }> {
  return findDue(ctx);
}

/** The same for whoever asks as the system. */
export async function findDue(
  ctx: Pick<Context, 'merchant' | 'clock' | 'inTransaction'>,
): Promise<{ at: Date; devices: DueDevice[] }> {
  const { id: merchantId, calendar } = ctx.merchant;
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    const unclosed = await listUnclosed(tx, merchantId);
    const plans = new Map((await listClosePlans(tx, merchantId)).map((plan) => [plan.deviceId, plan]));
    const usual = await findCloseHour(tx, merchantId);
    const devices = [...Map.groupBy(unclosed, (batch) => batch.deviceId)].flatMap(([deviceId, batches]) => {
      const [first] = batches;
      const plan = closePlanOf(plans.get(deviceId) ?? null, usual, calendar);
      const due = first && longestDue(batches, capabilitiesOf(first), plan, at);
      if (!due) return [];
      const { batch, since } = due;
      return [{ deviceId, label: batch.deviceLabel, branchName: batch.branchName, batchId: batch.id, since }];
    });
    return { at, devices: devices.sort((a, b) => a.since.getTime() - b.since.getTime()) };
  });
}
