import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { receipts } from '#db/schema/receipts.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';

/** Keeps slips as their terminal printed them. One that is there already stays as it is. */
export async function insertTerminalSlips(
  db: Db,
  rows: readonly (typeof receipts.$inferInsert)[],
): Promise<void> {
  if (rows.length > 0)
    await db
      .insert(receipts)
      .values([...rows])
      .onConflictDoNothing();
}

/** The slips of an operation as its terminal printed them, one a copy. */
export async function listTerminalSlips(db: Db, merchantId: MerchantId, transactionId: TransactionId) {
  return db
    .select({ copy: receipts.copy, content: receipts.content })
    .from(receipts)
    .where(and(eq(receipts.merchantId, merchantId), eq(receipts.transactionId, transactionId)));
}

/** The same of several operations at once. */
export async function listTerminalSlipsOf(db: Db, merchantId: MerchantId, ids: readonly TransactionId[]) {
  if (ids.length === 0) return [];
  return db
    .select({ transactionId: receipts.transactionId, copy: receipts.copy, content: receipts.content })
    .from(receipts)
    .where(and(eq(receipts.merchantId, merchantId), inArray(receipts.transactionId, [...ids])));
}
