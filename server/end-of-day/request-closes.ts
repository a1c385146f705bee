import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import type { DeviceId, EndOfDayRunId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { type EndOfDayFailure, requestEndOfDay } from './request-end-of-day.ts';

/** What came of the wish to close one of several devices; `unexpected` is our own mistake and in the log. */
export type CloseWish = { deviceId: DeviceId } & (
  | { runId: EndOfDayRunId }
  | { failure: EndOfDayFailure | { kind: 'unexpected' } }
);

/**
 * Asks for the close of several devices, one after the other and each in a commit of its own: one that refuses, or where we
 * fail, holds up no other and undoes none. A wish that names what is no device of the merchant is refused as a whole.
 */
export async function requestCloses(
  ctx: Context<'end-of-day:run'>,
  { deviceIds }: { deviceIds: readonly DeviceId[] },
): Promise<Result<CloseWish[], { kind: 'device_not_found' }>> {
  const places = await ctx.inTransaction((tx) => listDevicePlaces(tx, ctx.merchant.id));
  const ours = new Set(places.map((place) => place.deviceId));
  if (!deviceIds.every((id) => ours.has(id))) return err({ kind: 'device_not_found' });
  const wishes: CloseWish[] = [];
  for (const deviceId of new Set(deviceIds)) wishes.push(await requestOne(ctx, deviceId));
  return ok(wishes);
}

async function requestOne(ctx: Context<'end-of-day:run'>, deviceId: DeviceId): Promise<CloseWish> {
  try {
    const asked = await requestEndOfDay(ctx, { deviceId });
    return { deviceId, ...(asked.ok ? asked.value : { failure: asked.error }) };
  } catch (error) {
    ctx.log.error({ err: error, deviceId }, 'A close could not be asked for');
    return { deviceId, failure: { kind: 'unexpected' } };
  }
}
