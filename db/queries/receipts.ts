import { and, asc, desc, eq, inArray, max, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { devices } from '#db/schema/devices.ts';
import { receiptPrints } from '#db/schema/receipt-prints.ts';
import { type TransactionState, transactions } from '#db/schema/transactions.ts';
import type { BatchId, BranchId, DeviceId, MerchantId, TransactionId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Place } from './keyset.ts';
import type { TransactionRow } from './transactions.ts';

/** A stored print. */
export type PrintRow = typeof receiptPrints.$inferSelect;
type NewPrint = Omit<typeof receiptPrints.$inferInsert, 'number'>;

/** As many prints as a page shows. */
const SHOWN_PRINTS = 100;

/** The prints of a slip, newest first; the newest 100. */
export async function listPrints(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
): Promise<PrintRow[]> {
  return db
    .select()
    .from(receiptPrints)
    .where(and(eq(receiptPrints.merchantId, merchantId), eq(receiptPrints.transactionId, transactionId)))
    .orderBy(desc(receiptPrints.number))
    .limit(SHOWN_PRINTS);
}

/**
 * Stores a print under the next number, which it returns. The caller holds the lock of the transaction's row, which keeps
 * the numbers without gaps and without two of the same.
 */
export async function insertPrint(db: Db, print: NewPrint): Promise<number> {
  const [last] = await db
    .select({ number: max(receiptPrints.number) })
    .from(receiptPrints)
    .where(
      and(
        eq(receiptPrints.merchantId, print.merchantId),
        eq(receiptPrints.transactionId, print.transactionId),
      ),
    );
  const number = (last?.number ?? 0) + 1;
  await db.insert(receiptPrints).values({ ...print, number });
  return number;
}

/** The device a slip names, and the shop where the operation was made; null if either is not this merchant's. */
export async function findSlipPlace(
  db: Db,
  merchantId: MerchantId,
  { deviceId, branchId }: { deviceId: DeviceId; branchId: BranchId },
): Promise<{
  deviceLabel: string;
  branch: { name: string; address: string; city: string };
  /** The branch's own language; null where it has the merchant's. */
  language: Locale | null;
} | null> {
  const [row] = await db
    .select({
      deviceLabel: devices.label,
      branch: { name: branches.name, address: branches.address, city: branches.city },
      language: branches.locale,
    })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, branchId)))
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, deviceId)));
  return row ?? null;
}

/** The members of a batch whose slips can be made, oldest first, strictly past a place; so many at most. */
export async function listSlipRows(
  db: Db,
  merchantId: MerchantId,
  batchId: BatchId,
  states: readonly TransactionState[],
  { after, limit }: { after: Place | null; limit: number },
): Promise<TransactionRow[]> {
  const { createdAt, id } = transactions;
  return db
    .select()
    .from(transactions)
    .where(
      and(
        eq(transactions.merchantId, merchantId),
        eq(transactions.batchId, batchId),
        inArray(transactions.state, [...states]),
        after
          ? sql`(${createdAt}, ${id}) > (${sql.param(after.at, createdAt)}, ${sql.param(after.id, id)})`
          : undefined,
      ),
    )
    .orderBy(asc(createdAt), asc(id))
    .limit(limit);
}
