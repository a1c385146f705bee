import type { Tx } from '#db/client.ts';
import { findBatch } from '#db/queries/batches.ts';
import { findReport } from '#db/queries/end-of-day.ts';
import { findClosedBefore } from '#db/queries/report-facts.ts';
import { findSignedDay, listReportsOfDay } from '#db/queries/sign-offs.ts';
import { listSaidLines } from '#db/queries/statements.ts';
import { listColleagues } from '#db/queries/users.ts';
import {
  findVarianceRow,
  listCandidates,
  listCandidatesBeside,
  listMemberCandidates,
  listVarianceSteps,
  type VarianceListRow,
} from '#db/queries/variances.ts';
import { ROLES } from '#db/schema/memberships.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { isId, type MerchantId, type TransactionId, type UserId } from '#server/kernel/ids.ts';
import { type Confirmation, readConfirmation } from './confirmation.ts';
import { spanAround } from './judge-statements.ts';
import { type HeldLine, type HeldLines, matchLines } from './match-lines.ts';
import { type Candidate, type DaysBook, isNear, rankSuspects, type Suspect } from './rank-suspects.ts';
import { type ReportContent, reportContent } from './report.ts';
import { bookOfRow, countedOnce, inQuestion } from './statement-differences.ts';
import { linesByRow } from './three-sides.ts';
import { type NamedOperation, toCandidate } from './to-candidate.ts';

/** A variance with everything that helps to explain it. */
export type VarianceView = {
  at: Date;
  row: VarianceListRow;
  report: ReportContent;
  suspects: ToldSuspect[];
  /** The lines of the statements that differ from our books, each beside what it names; of no other kind of variance. */
  said: HeldLines<SaidRow> | null;
  /** Where statements that name operations have those of our book; null: on no line. Empty where no such statement is stored. */
  atBank: ReadonlyMap<TransactionId, AtBank>;
  operations: ReadonlyMap<TransactionId, NamedOperation>;
  steps: Awaited<ReturnType<typeof listVarianceSteps>>;
  /** Who can own it. */
  people: { id: UserId; name: string }[];
  /** Its day is signed: nothing of it changes before that is reopened. */
  isLocked: boolean;
};

/** The line of a statement that is held against an operation; null where there is none. */
export type AtBank = HeldLine<SaidRow> | null;

/** A suspect, and who confirmed it, where its outcome was unknown and we count it. */
export type ToldSuspect = Suspect & { confirmation: Confirmation | null };

/** A line of a statement as it is shown beside a difference. */
export type SaidRow = Awaited<ReturnType<typeof listSaidLines>>[number];

/** Throws NotFound unless this is the id of a variance of the merchant. */
export async function requireVariance(ctx: Context<'reports:see'>, id: string): Promise<void> {
  const found =
    isId('variance', id) && (await ctx.inTransaction((tx) => findVarianceRow(tx, ctx.merchant.id, id)));
  if (!found) throw new NotFound();
}

/**
 * One variance, and what may have caused it by what our books say now: what came to light since the report was written counts.
 * Throws NotFound like `requireVariance`.
 */
export async function getVariance(ctx: Context<'reports:see'>, id: string): Promise<VarianceView> {
  if (!isId('variance', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await findVarianceRow(tx, merchantId, id);
    const stored = row && (await findReport(tx, merchantId, row.variance.runId));
    if (!row || !stored) throw new NotFound();
    const report = reportContent.parse(stored.content);
    const { suspects, said, held } = await evidenceOf(tx, merchantId, row, report);
    const named = [
      ...new Set([
        ...suspects.flatMap((one) => one.transactionIds),
        ...row.variance.causedBy,
        ...(said?.lines ?? []).flatMap(({ transactionId }) => transactionId ?? []),
        ...(said?.missing ?? []),
      ]),
    ];
    const operations = new Map(
      (await listCandidates(tx, merchantId, named)).map((one) => [one.id, one] as const),
    );
    const told: ToldSuspect[] = [];
    for (const suspect of suspects) {
      const its = suspect.transactionIds.flatMap((one) => operations.get(one) ?? []);
      const isConfirmed = suspect.cause === 'unknown_outcome' && suspect.side === 'ours';
      const confirmation = isConfirmed ? await readConfirmation(tx, merchantId, its) : null;
      told.push({ ...suspect, confirmation });
    }
    const { deviceId, businessDate } = row.variance;
    const roles = ROLES.filter((role) => allows(role, 'variances:settle'));
    return {
      at: ctx.clock.now(),
      row,
      report,
      suspects: told,
      said,
      atBank: atBankOf(held),
      operations,
      steps: await listVarianceSteps(tx, merchantId, id),
      people: await listColleagues(tx, merchantId, roles),
      isLocked: (await findSignedDay(tx, merchantId, deviceId, businessDate)) !== null,
    };
  });
}

type Held = HeldLines<SaidRow> | null;
type Evidence = { suspects: Suspect[]; said: Held; held: Held };

async function evidenceOf(
  tx: Tx,
  merchantId: MerchantId,
  row: VarianceListRow,
  report: ReportContent,
): Promise<Evidence> {
  const { variance, batchId } = row;
  if (variance.kind === 'late') {
    return { suspects: await lateSuspect(tx, merchantId, variance), said: null, held: null };
  }
  const book = await readBook(tx, merchantId, { deviceId: variance.deviceId, batchId }, report);
  if (!book) return { suspects: [], said: null, held: null };
  switch (variance.kind) {
    case 'sum': {
      const { held } = await readStatements(tx, row, report, book);
      return { suspects: rankSuspects(variance, book.sides), said: null, held };
    }
    case 'payment':
      return { suspects: ofPayment(variance, book), said: null, held: null };
    case 'statement':
      return ofStatement(tx, row, report, book);
  }
}

/** What the statements say of the sum, and what may be the cause beside the operations that they name as they are. */
async function ofStatement(
  tx: Tx,
  row: VarianceListRow,
  report: ReportContent,
  all: Book,
): Promise<Evidence> {
  const { variance } = row;
  const { lines, book, held } = await readStatements(tx, row, report, all);
  // What the row is the sum of is of its acquirer, also where it names the terminal alone.
  const members = inQuestion(book, lines, book).map((one) => ({ ...one, group: variance.acquirerId }));
  return { suspects: rankSuspects(variance, { ...all.sides, members }), said: held, held };
}

/** The lines of the statements about the acquirer and currency of a variance, held against our book; null without a line. */
async function readStatements(
  tx: Tx,
  { variance }: VarianceListRow,
  report: ReportContent,
  { sides, named }: Book,
) {
  const { merchantId, deviceId, businessDate } = variance;
  const ofDay = await listReportsOfDay(tx, merchantId, deviceId, businessDate);
  const members = sides.members.flatMap((one) => {
    const names = named.get(one.id);
    return names ? [{ ...names, ...one }] : [];
  });
  const told = countedOnce(await listSaidLines(tx, merchantId, spanAround(variance)), members);
  const row = linesByRow(report, told, ofDay.length === 1).find(
    ({ acquirerId, currency }) => acquirerId === variance.acquirerId && currency === variance.currency,
  );
  const book = bookOfRow(variance, members);
  const lines = row?.lines ?? [];
  return { lines, book, held: lines.length > 0 ? matchLines(lines, book) : null };
}

function atBankOf(held: Held): Map<TransactionId, AtBank> {
  if (!held?.missing) return new Map();
  return new Map([
    ...held.missing.map((id) => [id, null] as const),
    ...held.lines.flatMap((line) => (line.transactionId ? [[line.transactionId, line] as const] : [])),
  ]);
}

function ofPayment(variance: VarianceListRow['variance'], book: Book): Suspect[] {
  const isOfPayment = ({ id }: Candidate) =>
    (book.named.get(id)?.providerPaymentId ?? null) === variance.providerPaymentId;
  // The report names the payment: nothing else can be the cause, and no acquirer is told.
  const only = (all: readonly Candidate[]) => all.filter(isOfPayment).map((one) => ({ ...one, group: '' }));
  const { members, elsewhere, ...time } = book.sides;
  return rankSuspects(variance, { ...time, members: only(members), elsewhere: only(elsewhere) });
}

/** What came late is its own cause. */
async function lateSuspect(
  tx: Tx,
  merchantId: MerchantId,
  { transactionId, differenceMinor: effectMinor }: VarianceListRow['variance'],
): Promise<Suspect[]> {
  if (!transactionId) return [];
  const [operation] = await listCandidates(tx, merchantId, [transactionId]);
  const otherBatchId = operation?.batchId ?? null;
  const late = { cause: 'late_arrival', side: 'theirs', effectMinor, leftMinor: 0, otherBatchId } as const;
  return [{ ...late, transactionIds: [transactionId] }];
}

/** The book of a report, and every operation that may be of it by its names. */
type Book = { sides: DaysBook; named: ReadonlyMap<TransactionId, NamedOperation> };

const A_DAY_MS = 24 * 60 * 60_000;

async function readBook(
  tx: Tx,
  merchantId: MerchantId,
  { deviceId, batchId }: Pick<VarianceListRow, 'batchId'> & Pick<VarianceListRow['variance'], 'deviceId'>,
  { bank, closedAt: closed, batchNumber, totalsBy }: ReportContent,
): Promise<Book | null> {
  const batch = await findBatch(tx, merchantId, batchId);
  if (!batch) return null;
  const number = bank?.batchNumber ?? batchNumber;
  const closedAt = new Date(bank?.endedAt ?? closed);
  const before = bank ? null : await findClosedBefore(tx, merchantId, deviceId, batch.openedAt);
  const openedAt = bank ? new Date(closedAt.getTime() - A_DAY_MS) : (before ?? new Date(0));
  const span = {
    batchId,
    from: new Date(batch.openedAt.getTime() - A_DAY_MS),
    to: new Date(closedAt.getTime() + A_DAY_MS),
  };
  const members = await listMemberCandidates(tx, merchantId, batchId);
  const beside = await listCandidatesBeside(tx, merchantId, deviceId, span);
  return {
    sides: {
      number,
      openedAt,
      closedAt,
      members: members.flatMap((one) => toCandidate(one, totalsBy)),
      late: (bank?.late ?? []).flatMap(({ id }) => (isId('transaction', id) ? [id] : [])),
      elsewhere: beside
        .flatMap((one) => toCandidate(one, totalsBy))
        .filter((one) => isNear({ number, openedAt, closedAt }, one)),
    },
    named: new Map([...members, ...beside].map((one) => [one.id, one])),
  };
}
