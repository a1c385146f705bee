import { and, asc, desc, eq, gte, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';
import { findFilter } from './find-filter.ts';
import type { Slice } from './keyset.ts';
import { shownKind } from './shown-kind.ts';
import { type FoundFilter, type ListFilter, meetsAll } from './transaction-conditions.ts';
import { isContradicted, OPEN_STATES } from './transactions.ts';
import { isBeyond, lastLookedAt, orderOf, walkedRows } from './walk-transactions.ts';

/** A place between two rows of the list, and which way to read from there. */
export type ListPlace = { direction: 'older' | 'newer'; createdAt: Date; id: TransactionId };

/** The columns of a row of a list of transactions. */
export const LIST_COLUMNS = {
  id: transactions.id,
  kind: transactions.kind,
  shownKind: shownKind.as('shown_kind'),
  state: transactions.state,
  flags: transactions.flags,
  amountMinor: transactions.amountMinor,
  currency: transactions.currency,
  refundedMinor: transactions.refundedMinor,
  refundReservedMinor: transactions.refundReservedMinor,
  voidedAt: transactions.voidedAt,
  capturedAt: transactions.capturedAt,
  originalId: transactions.originalId,
  splitSaleId: transactions.splitSaleId,
  deviceId: transactions.deviceId,
  branchId: transactions.branchId,
  batchId: transactions.batchId,
  environment: transactions.environment,
  paymentType: transactions.paymentType,
  installmentCount: transactions.installmentCount,
  last4: transactions.last4,
  cardType: transactions.cardType,
  cardBrand: transactions.cardBrand,
  acquirerId: transactions.acquirerId,
  acquirerName: transactions.acquirerName,
  reference: transactions.reference,
  providerPaymentId: transactions.providerPaymentId,
  authCode: transactions.authCode,
  rrn: transactions.rrn,
  stan: transactions.stan,
  outcomeReason: transactions.outcomeReason,
  outcomeCode: transactions.outcomeCode,
  createdBy: transactions.createdBy,
  createdAt: transactions.createdAt,
  sentAt: transactions.sentAt,
  settledAt: transactions.settledAt,
  unknownSince: transactions.unknownSince,
  nextQueryAt: transactions.nextQueryAt,
  queryCount: transactions.queryCount,
  firstNotFoundAt: transactions.firstNotFoundAt,
  businessDate: transactions.businessDate,
  sessionHandle: transactions.sessionHandle,
  abortState: transactions.abortState,
  abortRequestedAt: transactions.abortRequestedAt,
};

/** A row of a list of transactions. */
export type ListedRow = {
  [Name in Exclude<keyof typeof LIST_COLUMNS, 'shownKind'>]: (typeof transactions.$inferSelect)[Name];
} & { shownKind: TotalKind };

/**
 * Rows of a list and, where it did not come to its end, the last row that was looked at: beyond it there may be others that
 * fit.
 */
export type ListedRows = { rows: ListedRow[]; lookedTo: Pick<ListedRow, 'createdAt' | 'id'> | null };

/**
 * Up to `limit` rows on one side of a place (the newest when there is none), always newest first. Reads along the key
 * (created_at, id), so page 2,000 costs what page 1 does and equal instants neither repeat nor vanish. Bounded work whatever
 * the filter: where few of very many rows fit, fewer come than there are, and `lookedTo` says how far it went.
 */
export async function listTransactionRows(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  place: ListPlace | null,
  limit: number,
): Promise<ListedRows> {
  const slice = sliceOf(place, limit);
  const found = await findFilter(db, merchantId, filter);
  const rows = await db
    .select(LIST_COLUMNS)
    .from(walkedRows(merchantId, found, slice))
    .where(meetsAll(merchantId, found))
    .orderBy(orderOf(slice))
    .limit(limit);
  const lookedTo = rows.length < limit ? await findLookedTo(db, merchantId, found, slice) : null;
  const edge = lookedTo && { at: lookedTo.createdAt, id: lookedTo.id };
  const certain = edge
    ? rows.filter(({ createdAt, id }) => !isBeyond({ at: createdAt, id }, edge, slice))
    : rows;
  return { rows: place?.direction === 'newer' ? certain.reverse() : certain, lookedTo };
}

/** The first row at which one of the walks of a slice stopped although there are more; null when all came to their end. */
export async function findLookedTo(db: Db, merchantId: MerchantId, filter: FoundFilter, slice: Slice) {
  // The first that stopped: of what lies beyond it nothing is known for certain.
  const [first] = await db
    .select({ createdAt: transactions.createdAt, id: transactions.id })
    .from(lastLookedAt(merchantId, filter, slice))
    .orderBy(orderOf(slice))
    .limit(1);
  return first ?? null;
}

function sliceOf(place: ListPlace | null, limit: number): Slice {
  const edge = place ? { at: place.createdAt, id: place.id } : undefined;
  return place?.direction === 'newer' && edge ? { limit, before: edge } : { limit, after: edge };
}

/** Operations whose end is open, oldest first. */
export async function listOpenRows(db: Db, merchantId: MerchantId): Promise<ListedRow[]> {
  return db
    .select(LIST_COLUMNS)
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), inArray(transactions.state, [...OPEN_STATES])))
    .orderBy(asc(transactions.createdAt), asc(transactions.id));
}

/** Operations that have ended, but about which something was said that nobody has decided yet, oldest first. */
export async function listContradictedRows(db: Db, merchantId: MerchantId): Promise<ListedRow[]> {
  return db
    .select(LIST_COLUMNS)
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), isContradicted, hasEnded()))
    .orderBy(asc(transactions.createdAt), asc(transactions.id));
}

/** How many of these there are. */
export async function countContradictedRows(db: Db, merchantId: MerchantId): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), isContradicted, hasEnded()));
  return row?.count ?? 0;
}

function hasEnded(): SQL {
  return notInArray(transactions.state, [...OPEN_STATES]);
}

/** How many operations have an open end, by whether they are unknown. */
export async function countOpenRows(
  db: Db,
  merchantId: MerchantId,
): Promise<{ running: number; unknown: number }> {
  const [row] = await db
    .select({
      running: sql<number>`(count(*) filter (where ${transactions.state} <> 'unknown'))::int`,
      unknown: sql<number>`(count(*) filter (where ${transactions.state} = 'unknown'))::int`,
    })
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), inArray(transactions.state, [...OPEN_STATES])));
  return row ?? { running: 0, unknown: 0 };
}

/** What one person started since an instant and that is still open or ended after another instant; newest first. */
export async function listRowsOfPerson(
  db: Db,
  merchantId: MerchantId,
  userId: UserId,
  since: { startedAt: Date; settledAt: Date },
): Promise<ListedRow[]> {
  return db
    .select(LIST_COLUMNS)
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        gte(transactions.createdAt, since.startedAt),
        eq(transactions.createdBy, userId),
        or(inArray(transactions.state, [...OPEN_STATES]), gte(transactions.settledAt, since.settledAt)),
      ),
    )
    .orderBy(desc(transactions.createdAt), desc(transactions.id))
    .limit(20);
}

/** The devices of a merchant with their branches and what tells their capabilities, by name. */
export async function listDevicePlaces(db: Db, merchantId: MerchantId) {
  return db
    .select({
      deviceId: devices.id,
      label: devices.label,
      branchId: branches.id,
      branchName: branches.name,
      providerDeviceId: devices.providerDeviceId,
      provider: connections.provider,
      settings: connections.settings,
    })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(eq(devices.merchantId, merchantId))
    .orderBy(byName(branches.name), byName(devices.label));
}
