import { listAliveRuns } from '#db/queries/eod-runs.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { RunState } from '#db/schema/end-of-day.ts';
import type { Context } from '#server/auth/context.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import type { DevicePlace } from '#server/transactions/listed.ts';

/** A close whose end is open. Nobody can be asked about one: the next batch number tells. */
export type OpenClose = {
  id: EndOfDayRunId;
  device: DevicePlace;
  state: RunState;
  reason: string | null;
  requestedAt: Date;
};

/** Every close of the merchant that is under way or whose answer was lost, oldest first (INV-16). */
export async function listOpenCloses(ctx: Context<'transactions:see'>): Promise<OpenClose[]> {
  const merchantId = ctx.merchant.id;
  const [runs, places] = await ctx.inTransaction((tx) =>
    Promise.all([listAliveRuns(tx, merchantId), listDevicePlaces(tx, merchantId)]),
  );
  const devices = new Map<string, DevicePlace>(places.map((place) => [place.deviceId, place]));
  return runs
    .map((run) => ({
      id: run.id,
      device: devices.get(run.deviceId) ?? { label: '', branchName: '' },
      state: run.state,
      reason: run.outcomeReason,
      requestedAt: run.requestedAt,
    }))
    .sort((a, b) => a.requestedAt.getTime() - b.requestedAt.getTime());
}
