import { and, asc, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { transactionEvents } from '#db/schema/transaction-events.ts';
import { type TransactionKind, type TransactionState, transactions } from '#db/schema/transactions.ts';
import type { DeviceId, MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';

/** An operation as its row keeps it. */
export type TransactionRow = typeof transactions.$inferSelect;
type NewTransaction = typeof transactions.$inferInsert;

/** States in which an operation may still be on a device or its result is open. */
export const OPEN_STATES = [
  'created',
  'sending',
  'awaiting',
  'unknown',
] as const satisfies TransactionState[];

/** Stores a new operation; violates `transactions_intent` when the form key was used before. */
export async function insertTransaction(db: Db, row: NewTransaction): Promise<void> {
  await db.insert(transactions).values(row);
}

/** The row, or null if this merchant has none of that id. */
export async function findTransaction(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
): Promise<TransactionRow | null> {
  const [row] = await db.select().from(transactions).where(isTransaction(merchantId, id));
  return row ?? null;
}

/** The row, locked until the transaction ends. */
export async function lockTransaction(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
): Promise<TransactionRow | null> {
  const [row] = await db.select().from(transactions).where(isTransaction(merchantId, id)).for('update');
  return row ?? null;
}

/** The operation that was made with this form key. */
export async function findTransactionByIntent(
  db: Db,
  merchantId: MerchantId,
  intentKey: string,
): Promise<TransactionRow | null> {
  const [row] = await db
    .select()
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.intentKey, intentKey)));
  return row ?? null;
}

/** The operation with this reference of ours at a provider; null if this merchant has none. */
export async function findTransactionByReference(
  db: Db,
  { merchantId, provider, environment }: Pick<TransactionRow, 'merchantId' | 'provider' | 'environment'>,
  reference: string,
): Promise<TransactionRow | null> {
  const [row] = await db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.provider, provider),
        eq(transactions.environment, environment),
        eq(transactions.reference, reference),
      ),
    );
  return row ?? null;
}

/** The newest operation of these kinds on a device. */
export async function findLatestOnDevice(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  kinds: readonly TransactionKind[],
): Promise<TransactionRow | null> {
  const [row] = await db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.deviceId, deviceId),
        inArray(transactions.kind, [...kinds]),
      ),
    )
    .orderBy(desc(transactions.createdAt), desc(transactions.id))
    .limit(1);
  return row ?? null;
}

/** What of ours is this payment at its provider: one sale, or one hold and its capture. */
export async function listPaymentOwners(
  db: Db,
  { merchantId, provider, environment }: Pick<TransactionRow, 'merchantId' | 'provider' | 'environment'>,
  providerPaymentId: string,
): Promise<{ id: TransactionId }[]> {
  return db
    .select({ id: transactions.id })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.provider, provider),
        eq(transactions.environment, environment),
        eq(transactions.providerPaymentId, providerPaymentId),
        inArray(transactions.kind, ['sale', 'preauthorization', 'capture']),
      ),
    );
}

/** Which operation of ours is this session at its provider; null for none. */
export async function findSessionOwner(
  db: Db,
  { merchantId, provider, environment }: Pick<TransactionRow, 'merchantId' | 'provider' | 'environment'>,
  sessionId: string,
): Promise<TransactionId | null> {
  const [row] = await db
    .select({ id: transactions.id })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.provider, provider),
        eq(transactions.environment, environment),
        eq(transactions.sessionId, sessionId),
      ),
    );
  return row?.id ?? null;
}

/** Operations whose end is open, oldest first; of one device if given. */
export async function listOpenTransactions(
  db: Db,
  merchantId: MerchantId,
  deviceId?: DeviceId,
): Promise<TransactionRow[]> {
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        inArray(transactions.state, [...OPEN_STATES]),
        deviceId ? eq(transactions.deviceId, deviceId) : undefined,
      ),
    )
    .orderBy(asc(transactions.createdAt));
}

/** Writes changes if the row is still in the state the decision was made on; tells whether it was. */
export async function updateTransaction(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
  from: TransactionState,
  changes: Partial<NewTransaction>,
): Promise<boolean> {
  const moved = await db
    .update(transactions)
    .set(changes)
    .where(and(isTransaction(merchantId, id), eq(transactions.state, from)))
    .returning({ id: transactions.id });
  return moved.length === 1;
}

/** Adds a line to a transaction's timeline. The caller holds the row's lock, which keeps the numbers in order. */
export async function appendEvent(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
  entry: { at: Date; data: { kind: string; [field: string]: unknown }; actorId: UserId | null },
): Promise<void> {
  const next = sql<number>`(select coalesce(max(sequence), 0) + 1 from transaction_events
    where merchant_id = ${merchantId} and transaction_id = ${transactionId})`;
  await db.insert(transactionEvents).values({
    merchantId,
    transactionId,
    sequence: next,
    at: entry.at,
    kind: entry.data.kind,
    data: entry.data,
    actorId: entry.actorId,
  });
}

/** What happened to an operation, newest first; the newest 200, more than any operation needs but one printed without end. */
export async function listEvents(db: Db, merchantId: MerchantId, transactionId: TransactionId) {
  return db
    .select()
    .from(transactionEvents)
    .where(
      and(eq(transactionEvents.merchantId, merchantId), eq(transactionEvents.transactionId, transactionId)),
    )
    .orderBy(desc(transactionEvents.sequence))
    .limit(200);
}

/**
 * That money moved after the operation had ended without any, and none of it went back since (C7). A void only gives back:
 * what it disagrees with, its sale says.
 */
const isLateStanding = sql`('late' = any (transactions.flags) and transactions.kind <> 'void'
  and transactions.voided_at is null and transactions.captured_at is null
  and transactions.refunded_minor < transactions.amount_minor)`;

/**
 * That a row carries a contradiction, of its first end by a late approval too, about which nobody has decided since; for
 * statements whose outer table is `transactions` under its own name.
 */
export const isContradicted = sql<boolean>`(('contradiction' = any (transactions.flags)
    or 'amount_differs' = any (transactions.flags) or ${isLateStanding})
  and coalesce((select max(said.sequence) from transaction_events said
      where said.merchant_id = transactions.merchant_id and said.transaction_id = transactions.id
        and (said.kind = 'contradiction' or (said.kind = 'settled' and ${isLateStanding}))), 1)
    > coalesce((select max(decided.sequence) from transaction_events decided
      where decided.merchant_id = transactions.merchant_id and decided.transaction_id = transactions.id
        and decided.kind = 'decided'), 0))`;

/** Whether something was said of an operation that does not fit it, and nobody has decided about that since. */
export async function readContradiction(
  db: Db,
  { merchantId, id }: Pick<TransactionRow, 'merchantId' | 'id'>,
): Promise<boolean> {
  const [row] = await db.select({ isContradicted }).from(transactions).where(isTransaction(merchantId, id));
  return row?.isContradicted ?? false;
}

/** The condition that a row of `transactions` is this one. */
export function isTransaction(merchantId: MerchantId, id: TransactionId): SQL | undefined {
  return and(eq(transactions.merchantId, merchantId), eq(transactions.id, id));
}
