import { eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { slipLooks } from '#db/schema/slip-looks.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** A stored look. */
export type SlipLookRow = typeof slipLooks.$inferSelect;

/** What a merchant puts on its slips; null while it has chosen nothing. */
export async function findSlipLook(db: Db, merchantId: MerchantId): Promise<SlipLookRow | null> {
  const [row] = await db.select().from(slipLooks).where(eq(slipLooks.merchantId, merchantId));
  return row ?? null;
}

/** Puts a look in the place of the one before. */
export async function putSlipLook(db: Db, row: SlipLookRow): Promise<void> {
  const { merchantId: _, ...set } = row;
  await db.insert(slipLooks).values(row).onConflictDoUpdate({ target: slipLooks.merchantId, set });
}
