import { and, desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { receiptCopies } from '#db/schema/receipt-copies.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';

/** A stored copy. */
export type CopyRow = typeof receiptCopies.$inferSelect;

/** Keeps that slips left other than on paper. */
export async function insertCopies(db: Db, rows: readonly CopyRow[]): Promise<void> {
  if (rows.length > 0) await db.insert(receiptCopies).values([...rows]);
}

/** How often a slip left other than on paper, newest first; so many at most. */
export async function listCopies(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
  limit: number,
): Promise<CopyRow[]> {
  return db
    .select()
    .from(receiptCopies)
    .where(and(eq(receiptCopies.merchantId, merchantId), eq(receiptCopies.transactionId, transactionId)))
    .orderBy(desc(receiptCopies.madeAt), desc(receiptCopies.id))
    .limit(limit);
}
