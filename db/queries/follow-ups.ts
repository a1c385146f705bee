import { and, asc, eq, gte, inArray, isNull, notInArray, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';
import { isTransaction, type TransactionRow } from './transactions.ts';

/** What was asked for of a sale, capture or hold after it (refunds, voids, captures), oldest first. */
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

/** Whether a void of this sale was turned down by whoever it was put to, for any reason but these. */
export async function hasTurnedDownVoid(
  db: Db,
  merchantId: MerchantId,
  saleId: TransactionId,
  exceptFor: readonly string[],
): Promise<boolean> {
  const [row] = await db
    .select({ id: transactions.id })
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.originalId, saleId),
        eq(transactions.kind, 'void'),
        inArray(transactions.state, ['failed', 'declined']),
        notInArray(transactions.outcomeReason, [...exceptFor]),
      ),
    )
    .limit(1);
  return row !== undefined;
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
        isTransaction(merchantId, saleId),
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
    .where(isTransaction(merchantId, saleId));
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
        isTransaction(merchantId, saleId),
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
  await db.update(transactions).set(done).where(isTransaction(merchantId, saleId));
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
    .where(
      and(isTransaction(merchantId, saleId), eq(transactions.voidId, voidId), isNull(transactions.voidedAt)),
    );
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
        isTransaction(merchantId, holdId),
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
  await db.update(transactions).set(done).where(isTransaction(merchantId, holdId));
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
      and(
        isTransaction(merchantId, holdId),
        eq(transactions.captureId, captureId),
        isNull(transactions.capturedAt),
      ),
    );
}
