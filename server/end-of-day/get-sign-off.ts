import type { Tx } from '#db/client.ts';
import { findReport } from '#db/queries/end-of-day.ts';
import { findRun } from '#db/queries/eod-runs.ts';
import { findUserName } from '#db/queries/report-facts.ts';
import { findSignedDay, listReportsOfDay, listSignOffs, type SignedDayRow } from '#db/queries/sign-offs.ts';
import { listSaidLines } from '#db/queries/statements.ts';
import { listVarianceRows, type VarianceListRow } from '#db/queries/variances.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { readNamedBook, spanAround } from './judge-statements.ts';
import { type ReportContent, reportContent } from './report.ts';
import { reportHash } from './report-document.ts';
import { readSituation } from './sign-off-report.ts';
import { type SignOffFailure, signOffFlaw } from './sign-off-rule.ts';
import { countedOnce } from './statement-differences.ts';
import { type ThreeSides, threeSides } from './three-sides.ts';

/** How far a report is signed, and what the person who looks may do about it. */
export type SignOffView = {
  at: Date;
  steps: Awaited<ReturnType<typeof listSignOffs>>;
  variances: VarianceListRow[];
  day: (SignedDayRow & { signer: string; asker: string | null }) | null;
  /** What keeps the person from it; null where nothing does, left out where they never may. */
  review?: SignOffFailure | null;
  approve?: SignOffFailure | null;
  mayReopen: boolean;
  isAsker: boolean;
  /** Our books, the terminal and the acquirer. */
  sides: ThreeSides[];
  totalsBy: ReportContent['totalsBy'];
  hash: string;
  previousHash: string;
  /** What is stored is what was frozen. */
  isIntact: boolean;
};

/** How far a report is signed; throws NotFound for a run without one. */
export async function getSignOff(ctx: Context<'reports:see'>, runId: EndOfDayRunId): Promise<SignOffView> {
  return ctx.inTransaction((tx) => readSignOff(ctx, tx, runId));
}

/** The same in a transaction of the caller. */
export async function readSignOff(
  ctx: Context<'reports:see'>,
  tx: Tx,
  runId: EndOfDayRunId,
): Promise<SignOffView> {
  const merchantId = ctx.merchant.id;
  const { role } = ctx.actor;
  const run = await findRun(tx, merchantId, runId);
  const report = run && (await findReport(tx, merchantId, runId));
  if (!run || !report) throw new NotFound();
  const day = await findSignedDay(tx, merchantId, run.deviceId, run.businessDate);
  const content = reportContent.parse(report.content);
  const all = await listSaidLines(tx, merchantId, spanAround(run));
  const said = countedOnce(all, await readNamedBook(tx, run, content, all));
  const ofDay = await listReportsOfDay(tx, merchantId, run.deviceId, run.businessDate);
  const situation = await readSituation(ctx, tx, run);
  return {
    at: ctx.clock.now(),
    steps: await listSignOffs(tx, merchantId, runId),
    variances: await listVarianceRows(tx, merchantId, { runId }, 200),
    day: day && {
      ...day,
      signer: await findUserName(tx, day.signedBy),
      asker: day.askedBy && (await findUserName(tx, day.askedBy)),
    },
    ...(allows(role, 'reports:review') && { review: signOffFlaw('reviewed', situation) }),
    ...(allows(role, 'reports:approve') && { approve: signOffFlaw('approved', situation) }),
    mayReopen: allows(role, 'days:reopen'),
    isAsker: day?.askedBy === ctx.actor.id,
    sides: threeSides(content, said, ofDay.length === 1),
    totalsBy: content.totalsBy,
    hash: report.hash,
    previousHash: report.previousHash,
    isIntact: reportHash(report) === report.hash,
  };
}
