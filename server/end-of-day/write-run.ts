import type { Tx } from '#db/client.ts';
import { insertRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type {
  BatchId,
  DeviceId,
  EndOfDayRunId,
  SplitSaleId,
  TransactionId,
  UserId,
} from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** How a run begins: on its way, waiting for the bank's figures, or at its end because of what is still open. */
type Beginning = { state: 'requested' | 'awaiting_totals' } | { blockedBy: (TransactionId | SplitSaleId)[] };

/** On whose word a run is: a person's own, or that of who set the schedule, at its hour. */
export type Asked = { requestedBy: UserId; scheduledFor: Date | null };

/** Writes a run that was asked for, with its audit entry, and tells who looks. */
export async function writeRun(
  ctx: Context<'end-of-day:run'> | SystemContext,
  tx: Tx,
  run: { id: EndOfDayRunId; deviceId: DeviceId; batchId: BatchId; businessDate: CalendarDay },
  asked: Asked,
  beginning: Beginning,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  const isBlocked = 'blockedBy' in beginning;
  const state = isBlocked ? 'blocked' : beginning.state;
  const { id, deviceId, batchId } = run;
  await insertRun(tx, {
    merchantId,
    ...run,
    state,
    blockedBy: isBlocked ? beginning.blockedBy : [],
    ...asked,
    requestedAt: at,
    endedAt: isBlocked ? at : null,
  });
  await announce(tx, { merchantId, topic: 'end-of-day', id });
  await announce(tx, { merchantId, topic: 'device', id: deviceId });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: ctx.actor,
    action: `end-of-day.${state}`,
    objectId: id,
    result: isBlocked ? 'refused' : 'done',
    data: {
      deviceId,
      batchId,
      ...(asked.scheduledFor && {
        scheduledFor: asked.scheduledFor.toISOString(),
        scheduledBy: asked.requestedBy,
      }),
    },
  });
}
