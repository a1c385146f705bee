import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import type { Locale } from '#db/schema/merchants.ts';
import type { Id, MerchantId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';

/** The language the terminals of a branch speak to customers; null where it follows the merchant's. */
export async function findBranchLocale(
  db: Db,
  merchantId: MerchantId,
  id: Id<'branch'>,
): Promise<Locale | null> {
  const [row] = await db
    .select({ locale: branches.locale })
    .from(branches)
    .where(and(eq(branches.merchantId, merchantId), eq(branches.id, id)));
  return row?.locale ?? null;
}

/** The branch; null if the merchant has none of that id. */
export async function findBranch(db: Db, merchantId: MerchantId, id: Id<'branch'>) {
  const [row] = await db
    .select()
    .from(branches)
    .where(and(eq(branches.merchantId, merchantId), eq(branches.id, id)));
  return row ?? null;
}

/** All branches of a merchant by name, those that were given up among them. */
export async function listBranches(db: Db, merchantId: MerchantId) {
  return db
    .select()
    .from(branches)
    .where(eq(branches.merchantId, merchantId))
    .orderBy(byName(branches.name), asc(branches.id));
}
