import { eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import { merchants } from '#db/schema/merchants.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** Whether the merchant has ever had a batch: then its days are what they are. */
export async function hasBatch(db: Db, merchantId: MerchantId): Promise<boolean> {
  const found = await db
    .select({ id: batches.id })
    .from(batches)
    .where(eq(batches.merchantId, merchantId))
    .limit(1);
  return found.length > 0;
}

/** Changes what a merchant is called and how its days go. The database holds days that have begun (`VZ041`). */
export async function updateMerchant(
  db: Db,
  id: MerchantId,
  change: Partial<
    Pick<typeof merchants.$inferInsert, 'name' | 'legalName' | 'taxNumber' | 'locale' | 'timeZone' | 'cutOff'>
  >,
): Promise<void> {
  await db.update(merchants).set(change).where(eq(merchants.id, id));
}
