import type { Tx } from '#db/client.ts';
import { findReading, insertReading, updateReading } from '#db/queries/bank-readings.ts';
import { findDevice } from '#db/queries/devices.ts';
import { lockRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';

/** Why the bank is not asked; nothing was changed. */
export type AskTotalsFailure =
  /** Its figures are in, or this run has none to wait for. */
  | { kind: 'not_awaited' }
  /** The account is not set up for it. */
  | { kind: 'cannot_be_read' }
  | { kind: 'asked_just_now' };

/** U26: a bank is not asked more often than this, however often the button is pressed. */
const AT_MOST_EVERY_MS = 5_000;

/**
 * Has the bank asked for its figures of a batch that it closed by itself. The answer comes later and fills in the form; it
 * writes no report. While one is awaited, asking again is the same wish. Throws NotFound for a run of nobody here.
 */
export async function askBankTotals(
  ctx: Context<'end-of-day:run'>,
  { runId }: { runId: EndOfDayRunId },
): Promise<Result<{ runId: EndOfDayRunId }, AskTotalsFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const run = await lockRun(tx, merchantId, runId);
    if (!run) throw new NotFound();
    if (run.state !== 'awaiting_totals') return err({ kind: 'not_awaited' });
    const target = await findDevice(tx, merchantId, run.deviceId);
    if (!target || !capabilitiesOf(target.connection).readsBankTotals) return err({ kind: 'cannot_be_read' });
    const before = await findReading(tx, merchantId, runId);
    if (before && before.state !== 'answered') return ok({ runId });
    const askedAt = ctx.clock.now();
    const isSoon = before && askedAt.getTime() - before.askedAt.getTime() < AT_MOST_EVERY_MS;
    if (isSoon) return err({ kind: 'asked_just_now' });
    const wish = { state: 'asked' as const, askedBy: ctx.actor.id, askedAt };
    if (before) await updateReading(tx, before, { ...wish, workerKey: null, answer: null, answeredAt: null });
    else await insertReading(tx, { merchantId, runId, ...wish });
    await tellWorker(ctx, tx, runId, askedAt);
    return ok({ runId });
  });
}

async function tellWorker(
  ctx: Context<'end-of-day:run'>,
  tx: Tx,
  runId: EndOfDayRunId,
  at: Date,
): Promise<void> {
  const merchantId = ctx.merchant.id;
  await ctx.enqueue(tx, { queue: 'read-bank-totals', data: { merchantId, runId } });
  await announce(tx, { merchantId, topic: 'end-of-day', id: runId });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: 'user', id: ctx.actor.id },
    action: 'end-of-day.totals_asked',
    objectId: runId,
    result: 'done',
    data: {},
  });
}
