import { and, asc, desc, eq, inArray, isNotNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { devices } from '#db/schema/devices.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import { type VarianceState, varianceSteps, variances } from '#db/schema/variances.ts';
import type {
  BatchId,
  DeviceId,
  EndOfDayRunId,
  MerchantId,
  TransactionId,
  VarianceId,
} from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { shownKind } from './shown-kind.ts';

/** A stored variance. */
export type VarianceRow = typeof variances.$inferSelect;

/** A variance as a list shows it. */
export type VarianceListRow = Awaited<ReturnType<typeof listVarianceRows>>[number];

/** Stores what a report was found to differ in. */
export async function insertVariances(db: Db, rows: (typeof variances.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await db.insert(variances).values(rows);
}

/** What was found of these reports so far, whatever became of it; locked until the transaction ends. */
export async function lockVariancesOf(
  db: Db,
  merchantId: MerchantId,
  runIds: readonly EndOfDayRunId[],
): Promise<VarianceRow[]> {
  if (runIds.length === 0) return [];
  return db
    .select()
    .from(variances)
    .where(and(eq(variances.merchantId, merchantId), inArray(variances.runId, [...runIds])))
    .orderBy(variances.id)
    .for('update');
}

/** The variance; null if this merchant has none of that id. */
export async function findVariance(
  db: Db,
  merchantId: MerchantId,
  id: VarianceId,
): Promise<VarianceRow | null> {
  const [row] = await db
    .select()
    .from(variances)
    .where(and(eq(variances.merchantId, merchantId), eq(variances.id, id)));
  return row ?? null;
}

/** The variance, locked until the transaction ends; null if this merchant has none of that id. */
export async function lockVariance(
  db: Db,
  merchantId: MerchantId,
  id: VarianceId,
): Promise<VarianceRow | null> {
  const [row] = await db
    .select()
    .from(variances)
    .where(and(eq(variances.merchantId, merchantId), eq(variances.id, id)))
    .for('update');
  return row ?? null;
}

/** Changes a variance; refused by the database while its day is signed. */
export async function updateVariance(
  db: Db,
  { merchantId, id }: VarianceRow,
  changes: Partial<typeof variances.$inferInsert>,
): Promise<void> {
  await db
    .update(variances)
    .set(changes)
    .where(and(eq(variances.merchantId, merchantId), eq(variances.id, id)));
}

/** Variances of a state, oldest first; of one report or of one day where told. */
export async function listVarianceRows(
  db: Db,
  merchantId: MerchantId,
  filter: { states?: readonly VarianceState[]; runId?: EndOfDayRunId },
  limit: number,
) {
  const isNewestFirst = filter.states !== undefined && !filter.states.includes('open');
  return selectVariances(db)
    .where(
      and(
        eq(variances.merchantId, merchantId),
        filter.states ? inArray(variances.state, [...filter.states]) : undefined,
        filter.runId ? eq(variances.runId, filter.runId) : undefined,
      ),
    )
    .orderBy(
      isNewestFirst ? desc(variances.openedAt) : asc(variances.openedAt),
      isNewestFirst ? desc(variances.id) : asc(variances.id),
    )
    .limit(limit);
}

/** Reports of which anything was found to differ, of some devices or all; `accounted`: every difference is explained or accepted. */
export async function countDiffering(
  db: Db,
  merchantId: MerchantId,
  deviceIds: readonly DeviceId[] | null,
): Promise<{ differing: number; accounted: number }> {
  const waiting = sql`count(distinct ${variances.runId}) filter (where ${inArray(variances.state, ['open', 'after_signing'])})`;
  const [row] = await db
    .select({
      differing: sql<number>`count(distinct ${variances.runId})::int`,
      accounted: sql<number>`(count(distinct ${variances.runId}) - ${waiting})::int`,
    })
    .from(variances)
    .where(
      and(
        eq(variances.merchantId, merchantId),
        ne(variances.state, 'withdrawn'),
        deviceIds ? inArray(variances.deviceId, [...deviceIds]) : undefined,
      ),
    );
  return row ?? { differing: 0, accounted: 0 };
}

/** One variance as in the list; null if the merchant has none of that id. */
export async function findVarianceRow(
  db: Db,
  merchantId: MerchantId,
  id: VarianceId,
): Promise<VarianceListRow | null> {
  const [row] = await selectVariances(db).where(
    and(eq(variances.merchantId, merchantId), eq(variances.id, id)),
  );
  return row ?? null;
}

function selectVariances(db: Db) {
  return (
    db
      .select({
        variance: variances,
        deviceLabel: devices.label,
        branchName: branches.name,
        reportDate: eodRuns.businessDate,
        batchId: eodRuns.batchId,
        reportNumber: eodReports.number,
        ownerName: users.name,
      })
      .from(variances)
      .innerJoin(
        devices,
        and(eq(devices.merchantId, variances.merchantId), eq(devices.id, variances.deviceId)),
      )
      .innerJoin(
        branches,
        and(eq(branches.merchantId, variances.merchantId), eq(branches.id, devices.branchId)),
      )
      .innerJoin(eodRuns, and(eq(eodRuns.merchantId, variances.merchantId), eq(eodRuns.id, variances.runId)))
      .innerJoin(
        eodReports,
        and(eq(eodReports.merchantId, variances.merchantId), eq(eodReports.runId, variances.runId)),
      )
      // Who left the merchant is no longer visible to it.
      .leftJoin(users, eq(users.id, variances.ownerId))
      .$dynamic()
  );
}

/** How many variances of a day of a device are open. */
export async function countOpenOfDay(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  businessDate: CalendarDay,
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(variances)
    .where(
      and(
        eq(variances.merchantId, merchantId),
        eq(variances.deviceId, deviceId),
        eq(variances.businessDate, businessDate),
        eq(variances.state, 'open'),
      ),
    );
  return row?.count ?? 0;
}

/** What a step says, and who took it. */
const STEP = {
  place: varianceSteps.place,
  step: varianceSteps.step,
  text: varianceSteps.text,
  actor: users.name,
  at: varianceSteps.at,
};

/** What was done about a variance, oldest first, with who did it. */
export async function listVarianceSteps(db: Db, merchantId: MerchantId, id: VarianceId) {
  return db
    .select(STEP)
    .from(varianceSteps)
    .leftJoin(users, eq(users.id, varianceSteps.actorId))
    .where(and(eq(varianceSteps.merchantId, merchantId), eq(varianceSteps.varianceId, id)))
    .orderBy(asc(varianceSteps.place));
}

/** What was done about the variances of a report, oldest first, with who did it. */
export async function listVarianceStepsOf(db: Db, merchantId: MerchantId, runId: EndOfDayRunId) {
  return db
    .select({ varianceId: varianceSteps.varianceId, ...STEP })
    .from(varianceSteps)
    .innerJoin(
      variances,
      and(eq(variances.merchantId, varianceSteps.merchantId), eq(variances.id, varianceSteps.varianceId)),
    )
    .leftJoin(users, eq(users.id, varianceSteps.actorId))
    .where(and(eq(varianceSteps.merchantId, merchantId), eq(variances.runId, runId)))
    .orderBy(asc(varianceSteps.varianceId), asc(varianceSteps.place));
}

/** Appends a step; the caller holds the lock of the variance. */
export async function appendVarianceStep(
  db: Db,
  step: Omit<typeof varianceSteps.$inferInsert, 'place'>,
): Promise<void> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(varianceSteps)
    .where(and(eq(varianceSteps.merchantId, step.merchantId), eq(varianceSteps.varianceId, step.varianceId)));
  await db.insert(varianceSteps).values({ ...step, place: (row?.count ?? 0) + 1 });
}

/** What may be a cause: the members of a batch. */
export async function listMemberCandidates(db: Db, merchantId: MerchantId, batchId: BatchId) {
  return selectCandidates(
    db,
    and(eq(transactions.merchantId, merchantId), eq(transactions.batchId, batchId)),
  );
}

/**
 * Of a device, beside a batch: what was started in a span of time and joined another batch, or has no sure end.
 */
export async function listCandidatesBeside(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  { batchId, from, to }: { batchId: BatchId; from: Date; to: Date },
) {
  const inDoubt = or(
    inArray(transactions.state, ['sending', 'awaiting', 'unknown']),
    and(ne(transactions.state, 'approved'), isNotNull(transactions.unknownSince)),
  );
  return selectCandidates(
    db,
    and(
      eq(transactions.merchantId, merchantId),
      eq(transactions.deviceId, deviceId),
      sql`${transactions.createdAt} between ${from.toISOString()}::timestamptz and ${to.toISOString()}::timestamptz`,
      or(and(isNotNull(transactions.batchId), ne(transactions.batchId, batchId)), inDoubt),
    ),
  );
}

/** The operations of these ids, as they may be causes. */
export async function listCandidates(db: Db, merchantId: MerchantId, ids: readonly TransactionId[]) {
  if (ids.length === 0) return [];
  return selectCandidates(
    db,
    and(eq(transactions.merchantId, merchantId), inArray(transactions.id, [...ids])),
  );
}

function selectCandidates(db: Db, where: SQL | undefined) {
  return (
    db
      .select({
        id: transactions.id,
        kind: shownKind.as('shown_kind'),
        state: transactions.state,
        amountMinor: transactions.amountMinor,
        currency: transactions.currency,
        originalId: transactions.originalId,
        acquirerId: transactions.acquirerId,
        cardBrand: transactions.cardBrand,
        last4: transactions.last4,
        authCode: transactions.authCode,
        rrn: transactions.rrn,
        createdAt: transactions.createdAt,
        sentAt: transactions.sentAt,
        settledAt: transactions.settledAt,
        unknownSince: transactions.unknownSince,
        number: transactions.providerBatchNumber,
        providerPaymentId: transactions.providerPaymentId,
        batchId: transactions.batchId,
      })
      .from(transactions)
      // Cash meets no bank.
      .where(and(where, eq(transactions.paymentType, 'card')))
      .orderBy(asc(transactions.createdAt), asc(transactions.id))
      .limit(MOST_CANDIDATES)
  );
}

/** More than a terminal can take in a day. */
const MOST_CANDIDATES = 5_000;
