import { and, asc, desc, eq, gte, inArray, isNotNull, lte, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import { type TransactionState, transactions } from '#db/schema/transactions.ts';
import type { BatchId, BranchId, DeviceId, MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { byName } from './by-name.ts';
import { pastPlace, type Slice } from './keyset.ts';
import { shownKind } from './shown-kind.ts';
import { isContradicted, OPEN_STATES } from './transactions.ts';

/**
 * The tabs of the list: `open` is still running, `refunded` are sales and captures of which money went back, `failed` moved
 * none.
 */
export const LIST_TABS = ['all', 'open', 'unknown', 'approved', 'refunded', 'failed'] as const;
export type ListTab = (typeof LIST_TABS)[number];

/** Which transactions a list holds; null does not filter. Amounts are minor units of `currency`, both ends included. */
export type ListFilter = {
  tab: ListTab;
  kind: TotalKind | null;
  deviceId: DeviceId | null;
  branchId: BranchId | null;
  from: CalendarDay | null;
  to: CalendarDay | null;
  amount: { minMinor: number | null; maxMinor: number | null; currency: CurrencyCode } | null;
  last4: string | null;
  /** Our reference or id, the authorization code, the host's reference, the provider's session or the batch, exactly. */
  reference: string | null;
};

/** A place between two rows of the list, and which way to read from there. */
export type ListPlace = { direction: 'older' | 'newer'; createdAt: Date; id: TransactionId };

const RUNNING_STATES = ['created', 'sending', 'awaiting'] as const satisfies TransactionState[];
const UNHAPPY_STATES = ['declined', 'failed', 'cancelled'] as const satisfies TransactionState[];

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
  paymentType: transactions.paymentType,
  last4: transactions.last4,
  cardType: transactions.cardType,
  cardBrand: transactions.cardBrand,
  reference: transactions.reference,
  authCode: transactions.authCode,
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
 * Up to `limit` rows on one side of a place (the newest when there is none), always newest first. Reads along the key
 * (created_at, id), so page 2,000 costs what page 1 does and equal instants neither repeat nor vanish.
 */
export async function listTransactionRows(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  place: ListPlace | null,
  limit: number,
): Promise<ListedRow[]> {
  const isNewer = place?.direction === 'newer';
  const order = isNewer ? asc : desc;
  const edge = place ? { at: place.createdAt, id: place.id } : undefined;
  const slice: Slice = isNewer && edge ? { limit, before: edge } : { limit, after: edge };
  const batchIds = await listBatchesNumbered(db, merchantId, filter.reference);
  const rows = await db
    .select(LIST_COLUMNS)
    .from(transactions)
    .where(
      and(matches(merchantId, filter, batchIds), pastPlace(transactions.createdAt, transactions.id, slice)),
    )
    .orderBy(order(transactions.createdAt), order(transactions.id))
    .limit(limit);
  return isNewer ? rows.reverse() : rows;
}

/** Count and sum per kind, outcome and currency over the newest `most` rows of a filter; bounded work, whatever the history. */
export async function sumTransactionRows(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  most: number,
): Promise<
  { kind: TotalKind; isApproved: boolean; currency: CurrencyCode; count: number; amountMinor: number }[]
> {
  const batchIds = await listBatchesNumbered(db, merchantId, filter.reference);
  const some = db
    .select({
      kind: shownKind.as('shown_kind'),
      isApproved: sql<boolean>`${transactions.state} = 'approved'`.as('is_approved'),
      currency: transactions.currency,
      amountMinor: transactions.amountMinor,
    })
    .from(transactions)
    .where(matches(merchantId, filter, batchIds))
    .limit(most)
    .as('some');
  const rows = await db
    .select({
      kind: some.kind,
      isApproved: some.isApproved,
      currency: some.currency,
      count: sql<number>`count(*)::int`,
      // Text: a sum may pass 2^53 in theory, and then must not be rounded quietly.
      amount: sql<string>`sum(${some.amountMinor})::text`,
    })
    .from(some)
    .groupBy(some.kind, some.isApproved, some.currency);
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: exact(amount) }));
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

/** More batches of one number than a shop has in years; beyond that nobody searches by the number alone. */
const MOST_BATCHES = 100;

/**
 * The newest batches with this number, of any device. Read before the list and not within it: each arm of that search is a
 * key of its own, which a nested search would turn into a walk through the history.
 */
async function listBatchesNumbered(
  db: Db,
  merchantId: MerchantId,
  number: string | null,
): Promise<BatchId[]> {
  if (number === null) return [];
  const rows = await db
    .select({ id: batches.id })
    .from(batches)
    .where(and(eq(batches.merchantId, merchantId), eq(batches.number, number)))
    .orderBy(desc(batches.openedAt), desc(batches.id))
    .limit(MOST_BATCHES);
  return rows.map((row) => row.id);
}

function matches(
  merchantId: MerchantId,
  filter: ListFilter,
  /** Those that the reference names. */
  batchIds: readonly BatchId[],
): SQL | undefined {
  const { amount } = filter;
  return and(
    eq(transactions.merchantId, merchantId),
    inTab(filter.tab),
    inKind(filter.kind),
    filter.deviceId ? eq(transactions.deviceId, filter.deviceId) : undefined,
    filter.branchId ? eq(transactions.branchId, filter.branchId) : undefined,
    filter.from ? gte(transactions.businessDate, filter.from) : undefined,
    filter.to ? lte(transactions.businessDate, filter.to) : undefined,
    amount ? eq(transactions.currency, amount.currency) : undefined,
    amount?.minMinor != null ? gte(transactions.amountMinor, amount.minMinor) : undefined,
    amount?.maxMinor != null ? lte(transactions.amountMinor, amount.maxMinor) : undefined,
    filter.last4 ? eq(transactions.last4, filter.last4) : undefined,
    filter.reference ? isPrinted(filter.reference, batchIds) : undefined,
  );
}

/** One of the things a slip can be found by. Each arm names the whole key of its index, so that none reads the history. */
function isPrinted(reference: string, batchIds: readonly BatchId[]): SQL | undefined {
  const ofAnyProvider = and(
    inArray(transactions.provider, [...transactions.provider.enumValues]),
    inArray(transactions.environment, [...transactions.environment.enumValues]),
  );
  return or(
    eq(sql`${transactions.id}`, reference),
    eq(transactions.authCode, reference),
    eq(transactions.rrn, reference),
    and(ofAnyProvider, eq(transactions.reference, reference)),
    and(ofAnyProvider, eq(transactions.sessionId, reference)),
    batchIds.length > 0 ? inArray(transactions.batchId, [...batchIds]) : undefined,
  );
}

function inKind(kind: TotalKind | null): SQL | undefined {
  if (kind === null) return undefined;
  if (kind !== 'void' && kind !== 'release') return eq(transactions.kind, kind);
  return and(eq(transactions.kind, 'void'), eq(shownKind, kind));
}

function inTab(tab: ListTab): SQL | undefined {
  switch (tab) {
    case 'all':
      return undefined;
    case 'open':
      return inArray(transactions.state, [...RUNNING_STATES]);
    case 'unknown':
    case 'approved':
      return eq(transactions.state, tab);
    case 'failed':
      return inArray(transactions.state, [...UNHAPPY_STATES]);
    case 'refunded':
      return and(
        inArray(transactions.kind, ['sale', 'capture']),
        or(sql`${transactions.refundedMinor} > 0`, isNotNull(transactions.voidedAt)),
      );
  }
}

function exact(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A sum is not exact');
  return value;
}
