import { and, asc, desc, eq, gte, inArray, notInArray } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import { branches } from '#db/schema/branches.ts';
import { devices } from '#db/schema/devices.ts';
import { eodReports, eodRuns, type RunState } from '#db/schema/end-of-day.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import { variances } from '#db/schema/variances.ts';
import type { BatchId, DeviceId, EndOfDayRunId, MerchantId, TransactionId } from '#server/kernel/ids.ts';
import { pastPlace, type Slice } from './keyset.ts';
import { shownKind } from './shown-kind.ts';

/** A run with its device, its batch, who asked for it and the number of its report. */
export type RunListRow = Awaited<ReturnType<typeof listRunRows>>[number];

/** Which runs a list shows. */
export type RunFilter = {
  deviceId?: DeviceId;
  batchIds?: readonly BatchId[];
  states?: readonly RunState[];
  /** Only those of whose reports a variance is open. */
  isUnsolved?: true;
  /** Asked for at or after this instant. */
  since?: Date;
};

/** Runs, newest first. Reads at most `page.limit` rows. */
export async function listRunRows(db: Db, merchantId: MerchantId, filter: RunFilter, page: Slice) {
  if (filter.batchIds?.length === 0) return [];
  const isBackwards = 'before' in page;
  const rows = await selectRuns(db)
    .where(
      and(
        eq(eodRuns.merchantId, merchantId),
        filter.deviceId ? eq(eodRuns.deviceId, filter.deviceId) : undefined,
        filter.batchIds ? inArray(eodRuns.batchId, [...filter.batchIds]) : undefined,
        filter.states ? inArray(eodRuns.state, [...filter.states]) : undefined,
        filter.isUnsolved && inArray(eodRuns.id, unsolvedRuns(db, merchantId)),
        filter.since ? gte(eodRuns.requestedAt, filter.since) : undefined,
        pastPlace(eodRuns.requestedAt, eodRuns.id, page),
      ),
    )
    .orderBy(
      isBackwards ? asc(eodRuns.requestedAt) : desc(eodRuns.requestedAt),
      isBackwards ? asc(eodRuns.id) : desc(eodRuns.id),
    )
    .limit(page.limit);
  return isBackwards ? rows.reverse() : rows;
}

function unsolvedRuns(db: Db, merchantId: MerchantId) {
  return db
    .select({ runId: variances.runId })
    .from(variances)
    .where(and(eq(variances.merchantId, merchantId), eq(variances.state, 'open')));
}

/** One run as in the list, or null if the merchant has none of that id. */
export async function findRunRow(
  db: Db,
  merchantId: MerchantId,
  id: EndOfDayRunId,
): Promise<RunListRow | null> {
  const [row] = await selectRuns(db).where(and(eq(eodRuns.merchantId, merchantId), eq(eodRuns.id, id)));
  return row ?? null;
}

/** The run that closes or closed a batch, as its members' pages show it; null while there is none. */
export async function findRunOfBatch(db: Db, merchantId: MerchantId, batchId: BatchId) {
  const [row] = await db
    .select({
      id: eodRuns.id,
      state: eodRuns.state,
      isMatched: eodRuns.isMatched,
      requestedBy: eodRuns.requestedBy,
      requestedAt: eodRuns.requestedAt,
      endedAt: eodRuns.endedAt,
    })
    .from(eodRuns)
    .where(
      and(
        eq(eodRuns.merchantId, merchantId),
        eq(eodRuns.batchId, batchId),
        notInArray(eodRuns.state, ['blocked', 'failed']),
      ),
    )
    .limit(1);
  return row ?? null;
}

/** The frozen report of a run, unparsed; null while there is none. */
export async function findReport(db: Db, merchantId: MerchantId, runId: EndOfDayRunId) {
  const [row] = await db
    .select()
    .from(eodReports)
    .where(and(eq(eodReports.merchantId, merchantId), eq(eodReports.runId, runId)));
  return row ?? null;
}

/** The operations a run stopped at, as they stand now, oldest first. */
export async function listBlockingOperations(db: Db, merchantId: MerchantId, ids: readonly TransactionId[]) {
  if (ids.length === 0) return [];
  return db
    .select({
      id: transactions.id,
      kind: shownKind.as('shown_kind'),
      state: transactions.state,
      amountMinor: transactions.amountMinor,
      currency: transactions.currency,
      createdAt: transactions.createdAt,
    })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), inArray(transactions.id, [...ids])))
    .orderBy(transactions.createdAt);
}

function selectRuns(db: Db) {
  return (
    db
      .select({
        id: eodRuns.id,
        deviceId: eodRuns.deviceId,
        deviceLabel: devices.label,
        providerDeviceId: devices.providerDeviceId,
        branchName: branches.name,
        batchId: eodRuns.batchId,
        batchNumber: batches.number,
        batchState: batches.state,
        batchOpenedAt: batches.openedAt,
        batchBankDate: batches.bankDate,
        businessDate: eodRuns.businessDate,
        state: eodRuns.state,
        blockedBy: eodRuns.blockedBy,
        outcomeReason: eodRuns.outcomeReason,
        outcomeCode: eodRuns.outcomeCode,
        outcomeText: eodRuns.outcomeText,
        isMatched: eodRuns.isMatched,
        requestedBy: users.name,
        scheduledFor: eodRuns.scheduledFor,
        requestedAt: eodRuns.requestedAt,
        sentAt: eodRuns.sentAt,
        endedAt: eodRuns.endedAt,
        reportNumber: eodReports.number,
      })
      .from(eodRuns)
      .innerJoin(devices, and(eq(devices.merchantId, eodRuns.merchantId), eq(devices.id, eodRuns.deviceId)))
      .innerJoin(
        branches,
        and(eq(branches.merchantId, eodRuns.merchantId), eq(branches.id, devices.branchId)),
      )
      .innerJoin(batches, and(eq(batches.merchantId, eodRuns.merchantId), eq(batches.id, eodRuns.batchId)))
      .leftJoin(
        eodReports,
        and(eq(eodReports.merchantId, eodRuns.merchantId), eq(eodReports.runId, eodRuns.id)),
      )
      // Who left the merchant is no longer visible to it, the run stays.
      .leftJoin(users, eq(users.id, eodRuns.requestedBy))
      .$dynamic()
  );
}
