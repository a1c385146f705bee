import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { devices } from '#db/schema/devices.ts';
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

/** A stored branch. */
export type BranchRow = typeof branches.$inferSelect;

/** A branch, locked until the transaction ends: against being given up (`share`), or against whatever would be put there. */
export async function lockBranch(
  db: Db,
  merchantId: MerchantId,
  id: Id<'branch'>,
  strength: 'share' | 'update',
): Promise<BranchRow | null> {
  const [row] = await db
    .select()
    .from(branches)
    .where(and(eq(branches.merchantId, merchantId), eq(branches.id, id)))
    .for(strength);
  return row ?? null;
}

/** Whether another branch of the merchant is called so. */
export async function isNameTaken(
  db: Db,
  merchantId: MerchantId,
  { name, except }: { name: string; except: Id<'branch'> | null },
): Promise<boolean> {
  const others = and(
    eq(branches.merchantId, merchantId),
    eq(sql`lower(${branches.name})`, sql`lower(${name})`),
    except ? ne(branches.id, except) : undefined,
  );
  return (await db.$count(branches, others)) > 0;
}

/** Adds a branch. */
export async function insertBranch(db: Db, row: typeof branches.$inferInsert): Promise<void> {
  await db.insert(branches).values(row);
}

/** Changes a branch; whoever does has it locked. */
export async function updateBranch(
  db: Db,
  { merchantId, id }: Pick<BranchRow, 'merchantId' | 'id'>,
  change: Partial<Pick<BranchRow, 'name' | 'address' | 'city' | 'locale' | 'retiredAt'>>,
): Promise<void> {
  await db
    .update(branches)
    .set(change)
    .where(and(eq(branches.merchantId, merchantId), eq(branches.id, id)));
}

/** How many devices in use stand in each branch. */
export async function countDevicesByBranch(db: Db, merchantId: MerchantId): Promise<Map<string, number>> {
  const rows = await db
    .select({ branchId: devices.branchId, count: sql<number>`count(*)::int` })
    .from(devices)
    .where(and(eq(devices.merchantId, merchantId), eq(devices.isEnabled, true)))
    .groupBy(devices.branchId);
  return new Map(rows.map(({ branchId, count }) => [branchId, count]));
}
