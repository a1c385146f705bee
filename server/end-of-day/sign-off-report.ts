import type { Tx } from '#db/client.ts';
import { isDayClosing, lockRunsOfDay, type RunRow } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import {
  countRounds,
  findSignedDay,
  insertSignedDay,
  insertSignOff,
  listReportsOfDay,
  listSignOffs,
} from '#db/queries/sign-offs.ts';
import { countOpenOfDay } from '#db/queries/variances.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { findPeopleWhoMay } from '#server/auth/find-people.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { businessDayRange, type CalendarDay } from '#server/kernel/time.ts';
import {
  type SignOffFailure,
  type SignOffSituation,
  type SignOffWish,
  signOffFlaw,
} from './sign-off-rule.ts';

/** What a person says of a report. A query always has its comment. */
export type ReportSignOff = { runId: EndOfDayRunId; comment: string | null };

/**
 * Reviews, queries or approves a report. With the approval of the last report of its day that day is signed in the same
 * commit, and locked. Throws NotFound for a run without a report.
 */
export async function reviewReport(
  ctx: Context<'reports:review'>,
  wish: ReportSignOff & { step: 'reviewed' | 'queried' },
): Promise<Result<{ isSigned: boolean }, SignOffFailure>> {
  return signOff(ctx, wish);
}

/** The second person's part of `reviewReport`. */
export async function approveReport(
  ctx: Context<'reports:approve'>,
  wish: ReportSignOff,
): Promise<Result<{ isSigned: boolean }, SignOffFailure>> {
  return signOff(ctx, { ...wish, step: 'approved' });
}

async function signOff(
  ctx: Context<'reports:review'> | Context<'reports:approve'>,
  { runId, step, comment }: ReportSignOff & { step: SignOffWish },
): Promise<Result<{ isSigned: boolean }, SignOffFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    // Whatever is said of a day is said one after the other.
    const run = (await lockRunsOfDay(tx, merchantId, runId)).find((one) => one.id === runId);
    const reports = run ? await listReportsOfDay(tx, merchantId, run.deviceId, run.businessDate) : [];
    const report = reports.find((one) => one.runId === runId);
    if (!run || !report) throw new NotFound();
    const flaw = signOffFlaw(step, await readSituation(ctx, tx, run));
    if (flaw) return err(flaw);
    const at = ctx.clock.now();
    const place = report.lastPlace + 1;
    await insertSignOff(tx, { merchantId, runId, place, step, comment, actorId: ctx.actor.id, at });
    const others = reports.filter((one) => one.runId !== runId);
    const isSigned = step === 'approved' && others.every(({ lastStep }) => lastStep === 'approved');
    const { deviceId, businessDate } = run;
    if (isSigned) {
      const round = (await countRounds(tx, merchantId, deviceId, businessDate)) + 1;
      const signed = { merchantId, deviceId, businessDate, round, signedBy: ctx.actor.id, signedAt: at };
      await insertSignedDay(tx, signed);
    }
    await announce(tx, { merchantId, topic: 'end-of-day', id: runId });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: step === 'queried' ? 'report.questioned' : `report.${step}`,
      objectId: runId,
      result: 'done',
      data: { deviceId, businessDate, number: report.number, comment, isSigned },
    });
    return ok({ isSigned });
  });
}

/** How a report stands for the person who looks. */
export async function readSituation(ctx: Context, tx: Tx, run: RunRow): Promise<SignOffSituation> {
  const { merchantId, deviceId, businessDate } = run;
  const last = (await listSignOffs(tx, merchantId, run.id)).at(-1);
  const from = lockableFrom(ctx, businessDate);
  const reviewers = await findPeopleWhoMay(tx, merchantId, 'reports:review');
  return {
    last: last ? { step: last.step, actorId: last.actorId } : null,
    isLastValid: last ? reviewers.includes(last.actorId) : false,
    actorId: ctx.actor.id,
    isSigned: (await findSignedDay(tx, merchantId, deviceId, businessDate)) !== null,
    goesOnUntil: ctx.clock.now() < from ? from : null,
    isClosing: await isDayClosing(tx, merchantId, deviceId, businessDate),
    openVariances: await countOpenOfDay(tx, merchantId, deviceId, businessDate),
  };
}

/** So long after its end whatever was approved in a day has been written. It spares refusals: what is later all the same waits or is refused. */
const SETTLED_AFTER_MS = 15 * 60_000;

/** From when on a day can be signed: nothing enters it any more. */
function lockableFrom({ merchant }: Pick<Context, 'merchant'>, day: CalendarDay): Date {
  return new Date(businessDayRange(day, merchant.calendar).to.getTime() + SETTLED_AFTER_MS);
}
