import type { Tx } from '#db/client.ts';
import { findBatch } from '#db/queries/batches.ts';
import { findReport } from '#db/queries/end-of-day.ts';
import { findClosedBefore } from '#db/queries/report-facts.ts';
import { findSignedDay } from '#db/queries/sign-offs.ts';
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
import type { TotalsBy } from '#server/batches/group-names.ts';
import { isId, type MerchantId, type TransactionId, type UserId } from '#server/kernel/ids.ts';
import { type Candidate, type DaysBook, isNear, rankSuspects, type Suspect } from './rank-suspects.ts';
import { type ReportContent, reportContent } from './report.ts';

/** An operation that a suspect or an explanation names, as it is shown. */
export type NamedOperation = Awaited<ReturnType<typeof listCandidates>>[number];

/** A variance with everything that helps to explain it. */
export type VarianceView = {
  at: Date;
  row: VarianceListRow;
  report: ReportContent;
  suspects: Suspect[];
  operations: ReadonlyMap<TransactionId, NamedOperation>;
  steps: Awaited<ReturnType<typeof listVarianceSteps>>;
  /** Who can own it. */
  people: { id: UserId; name: string }[];
  /** Its day is signed: nothing of it changes before that is reopened. */
  isLocked: boolean;
};

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
    const suspects = await suspectsOf(tx, merchantId, row, report);
    const named = [...new Set([...suspects.flatMap((one) => one.transactionIds), ...row.variance.causedBy])];
    const operations = await listCandidates(tx, merchantId, named);
    const { deviceId, businessDate } = row.variance;
    const roles = ROLES.filter((role) => allows(role, 'variances:settle'));
    return {
      at: ctx.clock.now(),
      row,
      report,
      suspects,
      operations: new Map(operations.map((one) => [one.id, one])),
      steps: await listVarianceSteps(tx, merchantId, id),
      people: await listColleagues(tx, merchantId, roles),
      isLocked: (await findSignedDay(tx, merchantId, deviceId, businessDate)) !== null,
    };
  });
}

async function suspectsOf(
  tx: Tx,
  merchantId: MerchantId,
  { variance, batchId }: VarianceListRow,
  report: ReportContent,
): Promise<Suspect[]> {
  if (variance.kind === 'late') return lateSuspect(tx, merchantId, variance);
  const book = await readBook(tx, merchantId, { deviceId: variance.deviceId, batchId }, report);
  if (!book) return [];
  if (variance.kind === 'sum') return rankSuspects(variance, book.sides);
  const isOfPayment = ({ id }: Candidate) => book.paymentOf(id) === variance.providerPaymentId;
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

const A_DAY_MS = 24 * 60 * 60_000;

async function readBook(
  tx: Tx,
  merchantId: MerchantId,
  { deviceId, batchId }: Pick<VarianceListRow, 'batchId'> & Pick<VarianceListRow['variance'], 'deviceId'>,
  { bank, closedAt: closed, batchNumber, totalsBy }: ReportContent,
): Promise<{ sides: DaysBook; paymentOf(id: TransactionId): string | null } | null> {
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
  const payments = new Map([...members, ...beside].map((one) => [one.id, one.providerPaymentId]));
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
    paymentOf: (id) => payments.get(id) ?? null,
  };
}

/** Holds and releases are in no sum, so they cause no difference. */
function toCandidate(one: NamedOperation, by: TotalsBy): Candidate[] {
  const { kind, id, amountMinor, currency, originalId, last4, settledAt, number, batchId } = one;
  if (kind === 'preauthorization' || kind === 'release') return [];
  const group = (by === 'card_brand' ? one.cardBrand : one.acquirerId) ?? '';
  const sentAt = one.sentAt ?? one.createdAt;
  const wasUnknown = one.unknownSince !== null;
  return [
    {
      id,
      kind,
      amountMinor,
      currency,
      originalId,
      last4,
      settledAt,
      number,
      batchId,
      group,
      sentAt,
      wasUnknown,
    },
  ];
}
