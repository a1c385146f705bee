import { and, count, desc, eq, gt, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { merchants } from '#db/schema/merchants.ts';
import { receiptLinks } from '#db/schema/receipt-links.ts';
import type { MerchantId, ReceiptLinkId, TransactionId, UserId } from '#server/kernel/ids.ts';

/** A stored link. */
export type ReceiptLinkRow = typeof receiptLinks.$inferSelect;

/** Stores a link. */
export async function insertReceiptLink(db: Db, row: typeof receiptLinks.$inferInsert): Promise<void> {
  await db.insert(receiptLinks).values(row);
}

/** The link that a secret opens, ended or not, with its merchant; null when it opens none of this merchant's. */
export async function findReceiptLink(
  db: Db,
  { merchantId, secretHash }: { merchantId: MerchantId; secretHash: string },
) {
  const [row] = await db
    .select({ link: receiptLinks, merchant: merchants })
    .from(receiptLinks)
    .innerJoin(merchants, eq(merchants.id, receiptLinks.merchantId))
    .where(and(eq(receiptLinks.merchantId, merchantId), eq(receiptLinks.secretHash, secretHash)));
  return row ?? null;
}

/** The newest links of a slip, ended ones among them. */
export async function listReceiptLinks(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
  limit: number,
): Promise<ReceiptLinkRow[]> {
  return db
    .select()
    .from(receiptLinks)
    .where(and(eq(receiptLinks.merchantId, merchantId), eq(receiptLinks.transactionId, transactionId)))
    .orderBy(desc(receiptLinks.madeAt), desc(receiptLinks.id))
    .limit(limit);
}

/** How many links of a slip open it at an instant. */
export async function countOpenLinks(
  db: Db,
  merchantId: MerchantId,
  transactionId: TransactionId,
  at: Date,
): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(receiptLinks)
    .where(
      and(
        eq(receiptLinks.merchantId, merchantId),
        eq(receiptLinks.transactionId, transactionId),
        isNull(receiptLinks.revokedAt),
        gt(receiptLinks.expiresAt, at),
      ),
    );
  return row?.count ?? 0;
}

/** Ends a link before its time; returns it, or null where there is none of this id that still opens. */
export async function revokeReceiptLink(
  db: Db,
  merchantId: MerchantId,
  id: ReceiptLinkId,
  by: { revokedBy: UserId; revokedAt: Date },
): Promise<ReceiptLinkRow | null> {
  const [row] = await db
    .update(receiptLinks)
    .set(by)
    .where(
      and(eq(receiptLinks.merchantId, merchantId), eq(receiptLinks.id, id), isNull(receiptLinks.revokedAt)),
    )
    .returning();
  return row ?? null;
}
