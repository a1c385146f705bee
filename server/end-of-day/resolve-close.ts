import type { Tx } from '#db/client.ts';
import { lockBatch, updateBatch } from '#db/queries/batches.ts';
import { releaseDevice } from '#db/queries/devices.ts';
import { lockRun, type RunRow, updateRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { sameNumber } from '#server/kernel/same-number.ts';
import { recordRun } from './record-run.ts';

/** Reason of a run that a person ended; its text is then what that person saw. */
export const BY_HAND = 'by_hand';

/** What a person saw on the report that the terminal printed, or that it printed none. */
export type CloseWish = {
  runId: EndOfDayRunId;
  verdict: 'closed' | 'not_closed';
  /** As printed; always there for a batch that was closed. */
  batchNumber: string | null;
  statement: string;
};

/** Why a person's word about a close is not taken; nothing was written. */
export type ResolveCloseFailure =
  | { kind: 'not_found' }
  /** Its end is known, or it is still under way. */
  | { kind: 'not_unknown' }
  | { kind: 'number_missing' }
  /** The open batch is known by another number: that report is of another close. */
  | { kind: 'number_differs'; number: string }
  /** The terminal may still be closing. */
  | { kind: 'too_early' };

/**
 * Ends a close whose answer is lost, on a person's word (F16): it was closed, and nothing is known that could be compared, or
 * it was not, and the batch is open again. An answer that still comes is kept and changes nothing.
 */
export async function resolveClose(
  ctx: Context<'resolution:make'>,
  wish: CloseWish,
): Promise<Result<{ state: 'closed' | 'failed' }, ResolveCloseFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const run = await lockRun(tx, merchantId, wish.runId);
    const batch = run && (await lockBatch(tx, merchantId, run.batchId));
    if (!run || !batch) return err({ kind: 'not_found' });
    if (run.state !== 'unknown' || batch.state !== 'closing_unknown') return err({ kind: 'not_unknown' });
    const flaw = wish.verdict === 'closed' ? flawOfNumber(wish, batch.number) : flawOfTime(ctx, run);
    if (flaw) return err(flaw);
    const state = wish.verdict === 'closed' ? 'closed' : 'failed';
    await updateBatch(
      tx,
      merchantId,
      batch.id,
      'closing_unknown',
      state === 'closed'
        ? { state: 'closed', closedAt: ctx.clock.now(), number: batch.number ?? wish.batchNumber }
        : { state: 'open' },
    );
    await endRun(ctx, tx, run, state, wish);
    return ok({ state });
  });
}

function flawOfNumber({ batchNumber }: CloseWish, known: string | null): ResolveCloseFailure | null {
  if (batchNumber === null) return { kind: 'number_missing' };
  if (known === null || sameNumber(known, batchNumber)) return null;
  return { kind: 'number_differs', number: known };
}

function flawOfTime(ctx: Context, run: RunRow): ResolveCloseFailure | null {
  const isOverAt = (run.sentAt ?? run.requestedAt).getTime() + ctx.patience.waitingWindowMs;
  return ctx.clock.now().getTime() < isOverAt ? { kind: 'too_early' } : null;
}

async function endRun(
  ctx: Context<'resolution:make'>,
  tx: Tx,
  run: RunRow,
  state: 'closed' | 'failed',
  { statement, batchNumber }: CloseWish,
): Promise<void> {
  const { merchantId } = run;
  const at = ctx.clock.now();
  await updateRun(tx, merchantId, run.id, 'unknown', {
    state,
    outcomeReason: BY_HAND,
    outcomeCode: null,
    outcomeText: statement,
    endedAt: at,
  });
  await releaseDevice(tx, merchantId, run.id);
  await announce(tx, { merchantId, topic: 'end-of-day', id: run.id });
  await announce(tx, { merchantId, topic: 'device', id: run.deviceId });
  await recordRun(ctx, tx, run, state, { reason: BY_HAND });
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: 'user', id: ctx.actor.id },
    action: 'end-of-day.decided',
    objectId: run.id,
    result: 'done',
    data: { state, batchNumber, statement },
  });
}
