import type { Tx } from '#db/client.ts';
import { lockReports, type RunRow } from '#db/queries/eod-runs.ts';
import { findSignedDay } from '#db/queries/sign-offs.ts';
import { type DaysOfDevices, listSaidLines } from '#db/queries/statements.ts';
import {
  appendVarianceStep,
  insertVariances,
  listMemberCandidates,
  lockVariancesOf,
  updateVariance,
  type VarianceRow,
} from '#db/queries/variances.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { addDays } from '#server/kernel/time.ts';
import { type ReportContent, reportContent } from './report.ts';
import {
  type BookedOperation,
  countedOnce,
  isKept,
  type StatementDifference,
  statementDifferences,
} from './statement-differences.ts';
import { linesByRow } from './three-sides.ts';
import { toCandidate } from './to-candidate.ts';

/** What statements changed about the reports they speak of. */
export type Judged = { opened: number; afterSigning: number; withdrawn: number };

/** Who changed what statements say: what is withdrawn for that is so on their word. */
type Because = { at: Date; by: { userId: UserId; fileName: string } | null };

/** A batch may bear a number of a day or two beside its own. */
const DAYS_BESIDE = 3;

/** The days in which a line of a statement may speak of a report. Pure. */
export function spanAround({
  deviceId,
  businessDate,
}: Pick<RunRow, 'deviceId' | 'businessDate'>): DaysOfDevices {
  return around({ deviceIds: [deviceId], from: businessDate, to: businessDate });
}

function around({ deviceIds, from, to }: DaysOfDevices): DaysOfDevices {
  return { deviceIds, from: addDays(from, -DAYS_BESIDE), to: addDays(to, DAYS_BESIDE) };
}

/**
 * Holds the reports that statements may speak of against all of them that count now, in the caller's transaction: what differs
 * becomes a variance, once; one that nobody has settled and that no statement says any more is withdrawn. In a day that is
 * signed nothing is opened: there it is kept as found after signing, until two people open the day again.
 */
export async function judgeStatements(
  ctx: Pick<Context | SystemContext, 'ids' | 'merchant'>,
  tx: Tx,
  days: DaysOfDevices,
  because: Because,
): Promise<Judged> {
  const merchantId = ctx.merchant.id;
  const reports = await lockReports(tx, merchantId, around(days));
  const known = Map.groupBy(
    await lockVariancesOf(
      tx,
      merchantId,
      reports.map(({ run }) => run.id),
    ),
    ({ runId }) => runId,
  );
  const said = Map.groupBy(
    await listSaidLines(tx, merchantId, around(around(days))),
    ({ deviceId }) => deviceId,
  );
  const judged: Judged = { opened: 0, afterSigning: 0, withdrawn: 0 };
  for (const { run, content: stored } of reports) {
    const before = known.get(run.id) ?? [];
    const all = said.get(run.deviceId) ?? [];
    if (all.length === 0 && !before.some(({ kind }) => kind === 'statement')) continue;
    const content = reportContent.parse(stored);
    const book = await readNamedBook(tx, run, content, all);
    const rows = linesByRow(content, countedOnce(all, book), isOnlyOfDay(reports, run));
    await apply(ctx, tx, run, { before, found: statementDifferences(rows, book) }, because, judged);
  }
  return judged;
}

/** The operations of the batch of a report as statements name them; none where no line names any. */
export async function readNamedBook(
  tx: Tx,
  { merchantId, batchId }: Pick<RunRow, 'merchantId' | 'batchId'>,
  { totalsBy }: Pick<ReportContent, 'totalsBy'>,
  lines: readonly { reference: string | null }[],
): Promise<BookedOperation[]> {
  if (lines.every(({ reference }) => reference === null)) return [];
  const members = await listMemberCandidates(tx, merchantId, batchId);
  return members.flatMap((one): BookedOperation[] =>
    toCandidate(one, totalsBy).map((named) => ({ ...one, ...named })),
  );
}

function isOnlyOfDay(reports: readonly { run: RunRow }[], run: RunRow): boolean {
  const isOfDay = (other: RunRow) =>
    other.deviceId === run.deviceId && other.businessDate === run.businessDate;
  return reports.filter((one) => isOfDay(one.run)).length === 1;
}

async function apply(
  { ids }: Pick<Context | SystemContext, 'ids'>,
  tx: Tx,
  run: RunRow,
  { before, found }: { before: VarianceRow[]; found: StatementDifference[] },
  { at, by }: Because,
  judged: Judged,
): Promise<void> {
  const { merchantId, deviceId, businessDate } = run;
  const waiting = before.filter(
    ({ kind, state }) => kind === 'statement' && (state === 'open' || state === 'after_signing'),
  );
  const isSigned = (await findSignedDay(tx, merchantId, deviceId, businessDate)) !== null;
  for (const one of waiting) {
    const isSaid = found.some((difference) => isKept(difference, [one]));
    if (isSaid && one.state === 'after_signing' && !isSigned) {
      await updateVariance(tx, one, { state: 'open' });
      judged.opened += 1;
    }
    if (isSaid || !by) continue;
    const end = { closedBy: by.userId, closedAt: at, reason: by.fileName };
    await updateVariance(tx, one, { state: 'withdrawn', ...end });
    const step = { step: 'withdrawn' as const, text: by.fileName, actorId: by.userId, at };
    await appendVarianceStep(tx, { merchantId, varianceId: one.id, ...step });
    judged.withdrawn += 1;
  }
  const isTaken = ({ acquirerId, currency }: StatementDifference) =>
    // Nobody is there to withdraw it: who settles it sees what the statements say by then.
    !by && waiting.some((one) => one.acquirerId === acquirerId && one.currency === currency);
  const fresh = found.filter((difference) => !isKept(difference, before) && !isTaken(difference));
  await insertVariances(
    tx,
    fresh.map((difference) => ({
      ...{ merchantId, id: ids.next('variance'), runId: run.id, deviceId, businessDate, openedAt: at },
      ...{ kind: 'statement' as const, state: isSigned ? ('after_signing' as const) : ('open' as const) },
      ...difference,
    })),
  );
  judged[isSigned ? 'afterSigning' : 'opened'] += fresh.length;
}
