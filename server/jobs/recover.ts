import { listGoingReadings, type ReadingRow } from '#db/queries/bank-readings.ts';
import { findDevice } from '#db/queries/devices.ts';
import { listAliveRuns, lockRun, type RunRow } from '#db/queries/eod-runs.ts';
import { insertExchanges } from '#db/queries/exchanges.ts';
import { listGoingExports } from '#db/queries/exports.ts';
import { announce } from '#db/queries/live.ts';
import { listOverdueMails } from '#db/queries/mails.ts';
import {
  listOverdueQuestions,
  listRunningAborts,
  listSending,
  listUnsent,
  releaseStaleHolds,
} from '#db/queries/recovery.ts';
import { listLeftSplitSales } from '#db/queries/split-sales.ts';
import { lockTransaction, type TransactionRow, updateTransaction } from '#db/queries/transactions.ts';
import { listApprovalWork } from '#server/approvals/run-approval.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { endBankBooks } from '#server/batches/end-bank-books.ts';
import { listCallbackWork } from '#server/callbacks/recover-callbacks.ts';
import { loseClose } from '#server/end-of-day/close-batch.ts';
import { loseReading } from '#server/end-of-day/read-bank-totals.ts';
import { listScheduledWork } from '#server/end-of-day/request-scheduled.ts';
import { expireExports, recoverExport } from '#server/exports/recover-exports.ts';
import { runSchedules } from '#server/exports/run-schedules.ts';
import { recoverMail } from '#server/mail/send-mail.ts';
import { listResolutionWork } from '#server/resolutions/run-resolution.ts';
import { recoverSplitSale } from '#server/split-sales/recover-split-sale.ts';
import { loseAbort } from '#server/transactions/abort-operation.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { toTerminal } from '#server/transactions/situation.ts';
import { type TransactionEvent, UNSENT_EXPIRES_MS } from '#server/transactions/transaction.ts';

/** A question that is this late has lost its job. */
const OVERDUE_MS = 20_000;

/** Tells whether the process that put an operation on the wire still has it in its hands. */
export type IsInHands = (operation: { id: string; workerKey: number | null }) => boolean;

/**
 * Puts right what a stopped process left behind, for one merchant: what was never sent fails, what was on the wire becomes
 * unknown, callbacks that were left are applied, questions and wishes that lost their job are asked, devices are
 * given back after the waiting window (K2–K5, K8, K12), batches whose day at their bank is over end, files that nobody makes
 * any more are begun again, old ones thrown away, those that are due begun, devices closed at the
 * hour their schedule says, and requests ended that nobody answered in time.
 */
export async function recover(ctx: SystemContext, readHands: () => Promise<IsInHands>): Promise<void> {
  const merchantId = ctx.merchant.id;
  const now = ctx.clock.now().getTime();
  const left = await ctx.inTransaction(async (tx) => ({
    unsent: await listUnsent(tx, merchantId, new Date(now - UNSENT_EXPIRES_MS)),
    sending: await listSending(tx, merchantId),
    aborts: await listRunningAborts(tx, merchantId),
    overdue: await listOverdueQuestions(tx, merchantId, new Date(now - OVERDUE_MS)),
    runs: await listAliveRuns(tx, merchantId),
    readings: await listGoingReadings(tx, merchantId),
    mails: ctx.mail ? await listOverdueMails(tx, merchantId, new Date(now - OVERDUE_MS)) : [],
    splitSales: await listLeftSplitSales(tx, merchantId, {
      createdAt: new Date(now - UNSENT_EXPIRES_MS),
      dueAt: new Date(now - OVERDUE_MS),
    }),
    exports: await listGoingExports(tx, merchantId),
  }));
  // Asked after the list was read: a worker holds its lock before it claims, so a living one cannot look dead.
  const isInHands = await readHands();
  await each(
    [
      () => bringBackAnswers(ctx),
      async () => each(await listCallbackWork(ctx), 'Not every callback could be applied'),
      ...left.unsent.map((row) => () => move(ctx, row, { kind: 'expired_unsent' })),
      ...left.sending
        .filter((row) => !isInHands(row))
        .map((row) => () => move(ctx, row, { kind: 'worker_lost' })),
      ...left.aborts.map((row) => () => recoverAbort(ctx, row, isInHands)),
      ...left.overdue.map((row) => () => askAgain(ctx, row)),
      ...left.runs.map((run) => () => recoverRun(ctx, run, isInHands)),
      ...left.readings.map((row) => () => recoverReading(ctx, row, isInHands)),
      ...left.splitSales.map((row) => () => recoverSplitSale(ctx, row, isInHands(row))),
      ...left.mails.map((row) => () => recoverMail(ctx, row.id, isInHands(row))),
      ...left.exports.map((row) => () => recoverExport(ctx, row, isInHands(row), OVERDUE_MS)),
      () => releaseDevices(ctx, new Date(now - ctx.patience.waitingWindowMs)),
      async () => each(await listApprovalWork(ctx), 'Not every request could be ended'),
      async () => each(await listResolutionWork(ctx), 'Not every decision could take effect by itself'),
      () => endBankBooks(ctx),
      () => expireExports(ctx),
      () => runSchedules(ctx),
      async () => each(await listScheduledWork(ctx), 'Not every device could be closed at its hour'),
    ],
    `Not all of ${merchantId} could be put right`,
  );
}

/** Stores what providers said while the database was away, as far as this machine keeps it (D2). */
async function bringBackAnswers(ctx: SystemContext): Promise<void> {
  const names = await ctx.answers.list(ctx.merchant.id);
  await each(
    names.map((name) => async () => {
      const answer = await ctx.answers.get(name);
      if (answer) await ctx.inTransaction((tx) => insertExchanges(tx, answer.exchanges));
      await ctx.answers.remove(name);
    }),
    'Not every answer that was set aside could be stored',
  );
}

/** Does every piece of work, whatever becomes of the others, so that one bad row holds up no other; throws at the end. */
export async function each(work: readonly (() => Promise<void>)[], failure: string): Promise<void> {
  const errors: unknown[] = [];
  for (const piece of work) await piece().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, failure);
}

async function recoverAbort(ctx: SystemContext, row: TransactionRow, isInHands: IsInHands): Promise<void> {
  if (row.abortState === 'asking' && !isInHands(row)) await loseAbort(ctx, row.id);
  const isOverdue = (row.abortRequestedAt?.getTime() ?? 0) < ctx.clock.now().getTime() - OVERDUE_MS;
  if (row.abortState !== 'requested' || !isOverdue) return;
  // Nobody was asked yet, and the wish holds until the operation ends.
  const data = { merchantId: row.merchantId, transactionId: row.id };
  await ctx.inTransaction((tx) =>
    ctx.enqueue(tx, { queue: 'abort-operation', data, onceInSeconds: OVERDUE_MS / 1_000 }),
  );
}

async function recoverRun(ctx: SystemContext, run: RunRow, isInHands: IsInHands): Promise<void> {
  const merchantId = ctx.merchant.id;
  await ctx.inTransaction(async (tx) => {
    if (run.state === 'closing' && !isInHands(run)) {
      const current = await lockRun(tx, merchantId, run.id);
      if (current?.state === 'closing') await loseClose(ctx, tx, current);
    }
    if (run.state === 'requested' && run.requestedAt.getTime() < ctx.clock.now().getTime() - OVERDUE_MS) {
      // Nothing was sent yet, and closing is wished until somebody says otherwise: the job is simply given again.
      const data = { merchantId, runId: run.id };
      await ctx.enqueue(tx, { queue: 'close-batch', data, onceInSeconds: OVERDUE_MS / 1_000 });
    }
  });
}

async function recoverReading(ctx: SystemContext, row: ReadingRow, isInHands: IsInHands): Promise<void> {
  const { merchantId, runId, state, askedAt } = row;
  if (state === 'asking' && !isInHands({ id: runId, workerKey: row.workerKey })) await loseReading(ctx, row);
  if (state !== 'asked' || askedAt.getTime() > ctx.clock.now().getTime() - OVERDUE_MS) return;
  // Nobody asked the bank yet: the wish has lost its job.
  const data = { merchantId, runId };
  await ctx.inTransaction((tx) =>
    ctx.enqueue(tx, { queue: 'read-bank-totals', data, onceInSeconds: OVERDUE_MS / 1_000 }),
  );
}

async function releaseDevices(ctx: SystemContext, sentBefore: Date): Promise<void> {
  const merchantId = ctx.merchant.id;
  await ctx.inTransaction(async (tx) => {
    const released = await releaseStaleHolds(tx, merchantId, sentBefore);
    for (const id of released) await announce(tx, { merchantId, topic: 'device', id });
  });
}

async function move(ctx: SystemContext, row: TransactionRow, event: TransactionEvent): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    const target = await findDevice(tx, row.merchantId, row.deviceId);
    if (target) await applyOutcome(ctx, tx, row.id, toTerminal(target), event);
  });
}

async function askAgain(ctx: SystemContext, row: TransactionRow): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    const current = await lockTransaction(tx, row.merchantId, row.id);
    if (!current || current.state !== row.state) return;
    await updateTransaction(tx, row.merchantId, row.id, row.state, { nextQueryAt: ctx.clock.now() });
    await ctx.enqueue(tx, {
      queue: 'resolve-unknown',
      data: { merchantId: row.merchantId, transactionId: row.id },
    });
  });
}
