import type { Tx } from '#db/client.ts';
import { updateBatch } from '#db/queries/batches.ts';
import { type ConnectionRow, findDevice, releaseDevice } from '#db/queries/devices.ts';
import { lockRun, type RunRow, updateRun } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import type { RunState } from '#db/schema/end-of-day.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { CloseBatchReply, Exchange, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { recordRun } from './record-run.ts';
import { writeReport } from './write-report.ts';

/** Has the device close its batch, once, and writes what came of it. A close whose answer is lost is never repeated. */
export async function closeBatch(ctx: SystemContext, workerKey: number, runId: EndOfDayRunId): Promise<void> {
  const claimed = await ctx.inTransaction((tx) => claim(ctx, tx, workerKey, runId));
  if (!claimed) return;
  const said: Exchange[] = [];
  const { device } = claimed;
  const reply = await claimed.close(
    { attemptId: runId, providerDeviceId: device.providerDeviceId },
    (exchange) => said.push(exchange),
  );
  const operation = { id: runId, deviceId: device.id };
  const hasDeviceAnswered = reply.kind === 'closed' ? true : null;
  await keepAnswer(ctx, { operation, said, hasDeviceAnswered }, async (tx) => {
    const run = await lockRun(tx, ctx.merchant.id, runId);
    // A later sale may have settled it meanwhile: then the answer changes nothing, but it was given and is kept.
    if (run?.state === 'closing' || run?.state === 'unknown') await finish(ctx, tx, run, reply);
  });
}

/** The close that was on its way when its worker died: it may have happened (K12). */
export async function loseClose(ctx: SystemContext, tx: Tx, run: RunRow): Promise<void> {
  await finish(ctx, tx, run, { kind: 'unknown_outcome', cause: 'connection_lost', code: null, text: null });
}

/** Opened before the claim: what cannot be opened was not sent, and must not look as if it might have been. */
function openClose(ctx: SystemContext, connection: ConnectionRow): TerminalGateway['closeBatch'] {
  try {
    return ctx.openGateway(connection).closeBatch;
  } catch {
    return null;
  }
}

async function claim(ctx: SystemContext, tx: Tx, workerKey: number, runId: EndOfDayRunId) {
  const run = await lockRun(tx, ctx.merchant.id, runId);
  if (run?.state !== 'requested') return null;
  const target = await findDevice(tx, ctx.merchant.id, run.deviceId);
  if (!target) throw new Error(`Run ${runId} is of no device`);
  const close = openClose(ctx, target.connection);
  if (!close) {
    await finish(ctx, tx, run, {
      kind: 'not_sent',
      reason: 'sign_in_failed',
      detail: 'no way to the provider',
    });
    return null;
  }
  const sentAt = ctx.clock.now();
  await updateRun(tx, ctx.merchant.id, runId, 'requested', { state: 'closing', workerKey, sentAt });
  await announce(tx, { merchantId: ctx.merchant.id, topic: 'end-of-day', id: runId });
  await recordRun(ctx, tx, run, 'closing');
  return { device: target.device, close };
}

async function finish(ctx: SystemContext, tx: Tx, run: RunRow, reply: CloseBatchReply): Promise<void> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  // An answer may come after its worker was taken for dead.
  const from = run.state === 'unknown' ? ('closing_unknown' as const) : ('closing' as const);
  switch (reply.kind) {
    case 'closed': {
      const isMatched = await writeReport(ctx, tx, run, reply, at);
      const closed = { state: 'closed' as const, closedAt: at, number: reply.batchNumber };
      await updateBatch(tx, merchantId, run.batchId, from, closed);
      return end(ctx, tx, run, 'closed', { isMatched, endedAt: at });
    }
    case 'refused':
      await updateBatch(tx, merchantId, run.batchId, from, { state: 'open' });
      return end(ctx, tx, run, 'failed', {
        outcomeReason: reply.reason,
        outcomeCode: reply.code,
        outcomeText: reply.text,
        endedAt: at,
      });
    case 'not_sent':
      await updateBatch(tx, merchantId, run.batchId, from, { state: 'open' });
      return end(ctx, tx, run, 'failed', { outcomeReason: reply.reason, endedAt: at });
    case 'unknown_outcome':
      await updateBatch(tx, merchantId, run.batchId, from, { state: 'closing_unknown' });
      return end(ctx, tx, run, 'unknown', {
        outcomeReason: reply.cause,
        outcomeCode: reply.code,
        outcomeText: reply.text,
      });
    default:
      return assertNever(reply);
  }
}

async function end(
  ctx: SystemContext,
  tx: Tx,
  run: RunRow,
  state: RunState,
  changes: Parameters<typeof updateRun>[4],
): Promise<void> {
  const merchantId = ctx.merchant.id;
  await updateRun(tx, merchantId, run.id, run.state, { ...changes, state });
  // A close that may still be going on keeps the device until the waiting window is over (INV-6).
  if (state !== 'unknown') await releaseDevice(tx, merchantId, run.id);
  await announce(tx, { merchantId, topic: 'end-of-day', id: run.id });
  await announce(tx, { merchantId, topic: 'device', id: run.deviceId });
  await recordRun(ctx, tx, run, state, { isMatched: changes.isMatched, reason: changes.outcomeReason });
}
