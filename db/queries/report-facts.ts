import { and, asc, desc, eq, gt, gte, isNotNull, lt, ne, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { eodReports, eodRuns } from '#db/schema/end-of-day.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import type { BatchId, DeviceId, EndOfDayRunId, MerchantId, UserId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { shownKind } from './shown-kind.ts';

/** What a report names: device, branch, environment. Null if the merchant has no such device. */
export async function findReportPlace(db: Db, merchantId: MerchantId, deviceId: DeviceId) {
  const [row] = await db
    .select({
      deviceLabel: devices.label,
      providerDeviceId: devices.providerDeviceId,
      branchName: branches.name,
      environment: connections.environment,
    })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, deviceId)));
  return row ?? null;
}

/** Where the branch of a device is. Empty where nothing is known of it. */
export async function findBranchAddress(db: Db, merchantId: MerchantId, deviceId: DeviceId): Promise<string> {
  const [row] = await db
    .select({ address: branches.address, city: branches.city })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, deviceId)));
  return [row?.address, row?.city].filter(Boolean).join(', ');
}

/** What was approved with cards in a batch, per sort of card, kind and currency. */
export async function listCardSums(db: Db, merchantId: MerchantId, batchId: BatchId) {
  return db
    .select({
      cardType: transactions.cardType,
      cardBrand: transactions.cardBrand,
      kind: shownKind,
      currency: transactions.currency,
      count: sql<number>`count(*)::int`,
      amountMinor: sql<number>`sum(${transactions.amountMinor})`.mapWith(Number),
    })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.batchId, batchId),
        eq(transactions.state, 'approved'),
        eq(transactions.paymentType, 'card'),
      ),
    )
    .groupBy(transactions.cardType, transactions.cardBrand, shownKind, transactions.currency);
}

/** What the acquirers of a batch are called, by their id, as far as answers told. */
export async function listAcquirerNames(
  db: Db,
  merchantId: MerchantId,
  batchId: BatchId,
): Promise<Map<string, string>> {
  const rows = await db
    .selectDistinct({ id: transactions.acquirerId, name: transactions.acquirerName })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.batchId, batchId),
        isNotNull(transactions.acquirerName),
      ),
    );
  return new Map(rows.flatMap((row) => (row.id && row.name ? [[row.id, row.name] as const] : [])));
}

/** Which terminal numbers of which banks the cards of a batch were charged on, and in which currencies. */
export async function listTerminalNumbers(db: Db, merchantId: MerchantId, batchId: BatchId) {
  return db
    .selectDistinct({
      acquirerId: transactions.acquirerId,
      tid: transactions.tid,
      currency: transactions.currency,
    })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.batchId, batchId),
        isNotNull(transactions.tid),
      ),
    );
}

/** The members of a batch with what tells whether they belong to an earlier book, oldest first. */
export async function listBookMembers(db: Db, merchantId: MerchantId, batchId: BatchId) {
  return db
    .select({
      id: transactions.id,
      kind: shownKind.as('shown_kind'),
      originalId: transactions.originalId,
      sentAt: transactions.sentAt,
      createdAt: transactions.createdAt,
      providerDate: transactions.providerDate,
      number: transactions.providerBatchNumber,
      acquirerId: transactions.acquirerId,
      cardBrand: transactions.cardBrand,
      amountMinor: transactions.amountMinor,
      currency: transactions.currency,
    })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.batchId, batchId)))
    .orderBy(asc(transactions.createdAt), asc(transactions.id));
}

/** No operation is approved later after it was sent. */
const LATEST_MS = 31 * 24 * 60 * 60_000;

/**
 * The report of the batch that was going on at a device when something was sent, where that is another one than it joined: the
 * first that was closed after that; where the bank closes them, the one of that day of the bank. Null when there is none.
 */
export async function findReportAt(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  { sentAt, bankDate, joined }: { sentAt: Date; bankDate: CalendarDay | null; joined: BatchId },
): Promise<EndOfDayRunId | null> {
  const [batch] = await db
    .select({ id: batches.id })
    .from(batches)
    .where(
      and(
        eq(batches.merchantId, merchantId),
        eq(batches.deviceId, deviceId),
        gte(batches.openedAt, new Date(sentAt.getTime() - LATEST_MS)),
        bankDate ? eq(batches.bankDate, bankDate) : gt(batches.closedAt, sentAt),
        eq(batches.state, 'closed'),
        ne(batches.id, joined),
      ),
    )
    .orderBy(asc(batches.openedAt), asc(batches.id))
    .limit(1);
  if (!batch) return null;
  const [run] = await db
    .select({ id: eodRuns.id })
    .from(eodRuns)
    .innerJoin(
      eodReports,
      and(eq(eodReports.merchantId, eodRuns.merchantId), eq(eodReports.runId, eodRuns.id)),
    )
    .where(and(eq(eodRuns.merchantId, merchantId), eq(eodRuns.batchId, batch.id)))
    .limit(1);
  return run?.id ?? null;
}

/** When the last batch of a device was closed that was opened before an instant; null when there is none. */
export async function findClosedBefore(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  openedAt: Date,
): Promise<Date | null> {
  const [batch] = await db
    .select({ closedAt: batches.closedAt })
    .from(batches)
    .where(
      and(eq(batches.merchantId, merchantId), eq(batches.deviceId, deviceId), lt(batches.openedAt, openedAt)),
    )
    .orderBy(desc(batches.openedAt), desc(batches.id))
    .limit(1);
  return batch?.closedAt ?? null;
}

/** A colleague's name, as it will stand on a report for ever. */
export async function findUserName(db: Db, id: UserId): Promise<string> {
  const [row] = await db.select({ name: users.name }).from(users).where(eq(users.id, id));
  return row?.name ?? id;
}
