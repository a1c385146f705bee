import type { Context } from '#server/auth/context.ts';
import type { DeviceId, EndOfDayRunId } from '#server/kernel/ids.ts';
import { type EndOfDayFailure, requestEndOfDay } from './request-end-of-day.ts';

/** What came of the wish to close one of several devices; `unexpected` is our own mistake and in the log. */
export type CloseWish = { deviceId: DeviceId } & (
  | { runId: EndOfDayRunId }
  | { failure: EndOfDayFailure | { kind: 'unexpected' } }
);

/**
 * Asks for the close of several devices, one after the other and each in a commit of its own: one that refuses, or where we
 * fail, holds up no other and undoes none.
 */
export async function requestCloses(
  ctx: Context<'end-of-day:run'>,
  { deviceIds }: { deviceIds: readonly DeviceId[] },
): Promise<CloseWish[]> {
  const wishes: CloseWish[] = [];
  for (const deviceId of new Set(deviceIds)) {
    try {
      const asked = await requestEndOfDay(ctx, { deviceId });
      wishes.push({ deviceId, ...(asked.ok ? asked.value : { failure: asked.error }) });
    } catch (error) {
      ctx.log.error({ err: error, deviceId }, 'A close could not be asked for');
      wishes.push({ deviceId, failure: { kind: 'unexpected' } });
    }
  }
  return wishes;
}
