import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { paymentLinks } from '#db/schema/payment-links.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';

/** The page a sale is paid on, as its row keeps it. */
export type LinkRow = typeof paymentLinks.$inferSelect;
export type NewLink = typeof paymentLinks.$inferInsert;

/** Stores a new link, in the commit of its sale; violates `payment_links_renewal` when the link it renews has been renewed. */
export async function insertLink(db: Db, row: NewLink): Promise<void> {
  await db.insert(paymentLinks).values(row);
}

/** The link by which a sale is paid; null for a sale that is paid otherwise. */
export async function findLink(db: Db, merchantId: MerchantId, id: TransactionId): Promise<LinkRow | null> {
  const [row] = await db.select().from(paymentLinks).where(isLink(merchantId, id));
  return row ?? null;
}

/** The link that was made in the place of this one; null while there is none. */
export async function findRenewal(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
): Promise<TransactionId | null> {
  const [row] = await db
    .select({ id: paymentLinks.transactionId })
    .from(paymentLinks)
    .where(and(eq(paymentLinks.merchantId, merchantId), eq(paymentLinks.renewsId, id)));
  return row?.id ?? null;
}

/** Writes what became known of a link. The caller holds the lock of its sale. */
export async function updateLink(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
  changes: Partial<NewLink>,
): Promise<void> {
  await db.update(paymentLinks).set(changes).where(isLink(merchantId, id));
}

function isLink(merchantId: MerchantId, id: TransactionId) {
  return and(eq(paymentLinks.merchantId, merchantId), eq(paymentLinks.transactionId, id));
}
