import { and, asc, count, desc, eq, gte, lt, notInArray, type SQL, sum } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { type BatchState, batches } from '#db/schema/batches.ts';
import { branches } from '#db/schema/branches.ts';
import { devices } from '#db/schema/devices.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { BatchId, DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { pastPlace, type Slice } from './keyset.ts';
import { shownKind } from './shown-kind.ts';

/** A batch with its device and the run that is closing or has closed it. */
export type BatchListRow = Awaited<ReturnType<typeof selectBatches>>[number];

/** What a list of batches is narrowed to; `openedFrom` is part of it, `openedBefore` is not. */
export type BatchRowFilter = {
  deviceId?: DeviceId;
  state?: BatchState;
  /** What the run that closed it said. */
  isMatched?: boolean;
  openedFrom?: Date;
  openedBefore?: Date;
};

/** Batches, newest first; those that fit the filter. Reads at most `slice.limit` rows. */
export async function listBatchRows(
  db: Db,
  merchantId: MerchantId,
  filter: BatchRowFilter,
  slice: Slice,
): Promise<BatchListRow[]> {
  const isBackwards = 'before' in slice;
  const rows = await selectBatches(
    db,
    merchantId,
    and(
      filter.deviceId ? eq(batches.deviceId, filter.deviceId) : undefined,
      filter.state ? eq(batches.state, filter.state) : undefined,
      filter.isMatched === undefined ? undefined : eq(eodRuns.isMatched, filter.isMatched),
      filter.openedFrom ? gte(batches.openedAt, filter.openedFrom) : undefined,
      filter.openedBefore ? lt(batches.openedAt, filter.openedBefore) : undefined,
      pastPlace(batches.openedAt, batches.id, slice),
    ),
    slice,
  );
  return isBackwards ? rows.reverse() : rows;
}

/** One batch as in the list, or null if the merchant has none of that id. */
export async function findBatchRow(
  db: Db,
  merchantId: MerchantId,
  id: BatchId,
): Promise<BatchListRow | null> {
  const [row] = await selectBatches(db, merchantId, eq(batches.id, id), { limit: 1 });
  return row ?? null;
}

async function selectBatches(db: Db, merchantId: MerchantId, condition: SQL | undefined, slice: Slice) {
  const isBackwards = 'before' in slice;
  return (
    db
      .select({
        id: batches.id,
        deviceId: batches.deviceId,
        deviceLabel: devices.label,
        branchName: branches.name,
        number: batches.number,
        state: batches.state,
        openedAt: batches.openedAt,
        closedAt: batches.closedAt,
        bankDate: batches.bankDate,
        runId: eodRuns.id,
        runState: eodRuns.state,
        isMatched: eodRuns.isMatched,
      })
      .from(batches)
      .innerJoin(devices, and(eq(devices.merchantId, batches.merchantId), eq(devices.id, batches.deviceId)))
      .innerJoin(
        branches,
        and(eq(branches.merchantId, batches.merchantId), eq(branches.id, devices.branchId)),
      )
      // At most one per batch (`eod_runs_one_per_batch`): tries that came to nothing are not the batch's close.
      .leftJoin(
        eodRuns,
        and(
          eq(eodRuns.merchantId, batches.merchantId),
          eq(eodRuns.batchId, batches.id),
          notInArray(eodRuns.state, ['blocked', 'failed']),
        ),
      )
      .where(and(eq(batches.merchantId, merchantId), condition))
      .orderBy(
        isBackwards ? asc(batches.openedAt) : desc(batches.openedAt),
        isBackwards ? asc(batches.id) : desc(batches.id),
      )
      .limit(slice.limit)
  );
}

/** An operation of a batch, as its page lists it. */
export type BatchMemberRow = Awaited<ReturnType<typeof selectMembers>>[number];

/** Members of a batch, newest first. Reads at most `slice.limit` rows. */
export async function listBatchMembers(
  db: Db,
  merchantId: MerchantId,
  batchId: BatchId,
  slice: Slice,
): Promise<BatchMemberRow[]> {
  const rows = await selectMembers(db, merchantId, batchId, slice);
  return 'before' in slice ? rows.reverse() : rows;
}

async function selectMembers(db: Db, merchantId: MerchantId, batchId: BatchId, slice: Slice) {
  const isBackwards = 'before' in slice;
  return db
    .select({
      id: transactions.id,
      kind: transactions.kind,
      shownKind: shownKind.as('shown_kind'),
      state: transactions.state,
      flags: transactions.flags,
      amountMinor: transactions.amountMinor,
      currency: transactions.currency,
      createdAt: transactions.createdAt,
      settledAt: transactions.settledAt,
      last4: transactions.last4,
      cardType: transactions.cardType,
      cardBrand: transactions.cardBrand,
      paymentType: transactions.paymentType,
      acquirerId: transactions.acquirerId,
      acquirerName: transactions.acquirerName,
      authCode: transactions.authCode,
      refundedMinor: transactions.refundedMinor,
      voidedAt: transactions.voidedAt,
      capturedAt: transactions.capturedAt,
    })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.batchId, batchId),
        pastPlace(transactions.createdAt, transactions.id, slice),
      ),
    )
    .orderBy(
      isBackwards ? asc(transactions.createdAt) : desc(transactions.createdAt),
      isBackwards ? asc(transactions.id) : desc(transactions.id),
    )
    .limit(slice.limit);
}

/**
 * Sums of a batch per payment type and card type, from its members: kept sums do not go that deep, and a batch is one day of
 * one device.
 */
export async function sumBatchByCardType(db: Db, merchantId: MerchantId, batchId: BatchId) {
  const rows = await db
    .select({
      paymentType: transactions.paymentType,
      cardType: transactions.cardType,
      kind: shownKind.as('shown_kind'),
      currency: transactions.currency,
      count: count(),
      amountMinor: sum(transactions.amountMinor).mapWith(Number),
    })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.batchId, batchId)))
    .groupBy(transactions.paymentType, transactions.cardType, shownKind, transactions.currency);
  return rows;
}
