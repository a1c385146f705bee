import { and, asc, desc, eq, gte, inArray, isNull, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { transactionEvents } from '#db/schema/transaction-events.ts';
import { type TransactionState, transactions } from '#db/schema/transactions.ts';
import type { DeviceId, MerchantId, TransactionId, UserId } from '#server/kernel/ids.ts';

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
  const [row] = await db.select().from(transactions).where(isRow(merchantId, id));
  return row ?? null;
}

/** The row, locked until the transaction ends. */
export async function lockTransaction(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
): Promise<TransactionRow | null> {
  const [row] = await db.select().from(transactions).where(isRow(merchantId, id)).for('update');
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

/** Refunds and voids of a sale, oldest first. */
export async function listFollowUps(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
): Promise<TransactionRow[]> {
  return db
    .select()
    .from(transactions)
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.originalId, saleId)))
    .orderBy(asc(transactions.createdAt));
}

/** Whether a void of this sale or hold failed for one of the reasons. */
export async function hasRefusedVoid(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
  reasons: readonly string[],
): Promise<boolean> {
  const [row] = await db
    .select({ id: transactions.id })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.originalId, saleId),
        eq(transactions.kind, 'void'),
        eq(transactions.state, 'failed'),
        inArray(transactions.outcomeReason, [...reasons]),
      ),
    )
    .limit(1);
  return row !== undefined;
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
    .where(and(isRow(merchantId, id), eq(transactions.state, from)))
    .returning({ id: transactions.id });
  return moved.length === 1;
}

/** Reserves a refund on its sale; false when the sale cannot bear it (not approved, voided, or not enough left) (INV-2). */
export async function reserveRefund(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
  amountMinor: number,
): Promise<boolean> {
  const reserved = await db
    .update(transactions)
    .set({ refundReservedMinor: sql`refund_reserved_minor + ${amountMinor}` })
    .where(
      and(
        isRow(merchantId, saleId),
        inArray(transactions.kind, ['sale', 'capture']),
        eq(transactions.state, 'approved'),
        isNull(transactions.voidId),
        sql`refunded_minor + refund_reserved_minor + ${amountMinor} <= amount_minor`,
      ),
    )
    .returning({ id: transactions.id });
  return reserved.length === 1;
}

/** Ends a reservation: the money went back, or it did not. */
export async function settleRefund(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
  change: { reservedMinor: number; refundedMinor: number },
): Promise<void> {
  await db
    .update(transactions)
    .set({
      refundReservedMinor: sql`refund_reserved_minor + ${change.reservedMinor}`,
      refundedMinor: sql`refunded_minor + ${change.refundedMinor}`,
    })
    .where(isRow(merchantId, saleId));
}

/**
 * Ties a void to its sale, capture or hold; false when that is not approved, already has one, money went or is going back,
 * or the hold is captured or being captured (INV-3).
 */
export async function claimVoid(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
  voidId: TransactionId,
): Promise<boolean> {
  const claimed = await db
    .update(transactions)
    .set({ voidId })
    .where(
      and(
        isRow(merchantId, saleId),
        inArray(transactions.kind, ['sale', 'preauthorization', 'capture']),
        eq(transactions.state, 'approved'),
        isNull(transactions.voidId),
        isNull(transactions.captureId),
        eq(transactions.refundedMinor, 0),
        eq(transactions.refundReservedMinor, 0),
      ),
    )
    .returning({ id: transactions.id });
  return claimed.length === 1;
}

/** Ends a void of a sale that happened. */
export async function settleVoid(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
  done: { voidedAt: Date; voidId: TransactionId },
): Promise<void> {
  await db.update(transactions).set(done).where(isRow(merchantId, saleId));
}

/** Unties a void that did not happen; nothing changes when the sale is tied to another one, or was voided. */
export async function untieVoid(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
  voidId: TransactionId,
): Promise<void> {
  await db
    .update(transactions)
    .set({ voidId: null })
    .where(and(isRow(merchantId, saleId), eq(transactions.voidId, voidId), isNull(transactions.voidedAt)));
}

/** Ties a capture to its hold; false when the hold is not approved, or captured, released or either of them under way. */
export async function claimCapture(
  db: Db,
  merchantId: MerchantId,
  holdId: TransactionId,
  capture: { captureId: TransactionId; amountMinor: number },
): Promise<boolean> {
  const claimed = await db
    .update(transactions)
    .set({ captureId: capture.captureId })
    .where(
      and(
        isRow(merchantId, holdId),
        eq(transactions.kind, 'preauthorization'),
        eq(transactions.state, 'approved'),
        isNull(transactions.captureId),
        isNull(transactions.voidId),
        gte(transactions.amountMinor, capture.amountMinor),
      ),
    )
    .returning({ id: transactions.id });
  return claimed.length === 1;
}

/** Ends a capture of a hold that happened. */
export async function settleCapture(
  db: Db,
  merchantId: MerchantId,
  holdId: TransactionId,
  done: { capturedAt: Date; captureId: TransactionId },
): Promise<void> {
  await db.update(transactions).set(done).where(isRow(merchantId, holdId));
}

/** Unties a capture that did not happen; nothing changes when the hold is tied to another one, or was captured. */
export async function untieCapture(
  db: Db,
  merchantId: MerchantId,
  holdId: TransactionId,
  captureId: TransactionId,
): Promise<void> {
  await db
    .update(transactions)
    .set({ captureId: null })
    .where(
      and(isRow(merchantId, holdId), eq(transactions.captureId, captureId), isNull(transactions.capturedAt)),
    );
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

/** The timeline, newest first. */
export async function listEvents(db: Db, merchantId: MerchantId, transactionId: TransactionId) {
  return db
    .select()
    .from(transactionEvents)
    .where(
      and(eq(transactionEvents.merchantId, merchantId), eq(transactionEvents.transactionId, transactionId)),
    )
    .orderBy(desc(transactionEvents.sequence));
}

function isRow(merchantId: MerchantId, id: TransactionId) {
  return and(eq(transactions.merchantId, merchantId), eq(transactions.id, id));
}
