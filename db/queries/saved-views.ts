import { and, count, eq, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { savedViews } from '#db/schema/saved-views.ts';
import type { MerchantId, UserId, ViewId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';

/** A stored view. */
export type ViewRow = typeof savedViews.$inferSelect;

/** Whose views: everybody's of the merchant, or one person's own. */
export type ViewOwner = 'everybody' | { userId: UserId };

/** The views a person has: everybody's first, then their own, each by name. */
export async function listViewRows(db: Db, merchantId: MerchantId, userId: UserId): Promise<ViewRow[]> {
  const rows = await db
    .select()
    .from(savedViews)
    .where(and(eq(savedViews.merchantId, merchantId), or(isOf('everybody'), isOf({ userId }))))
    .orderBy(byName(savedViews.name));
  return [...rows.filter((row) => row.isShared), ...rows.filter((row) => !row.isShared)];
}

/** How many views an owner has. */
export async function countViewRows(db: Db, merchantId: MerchantId, owner: ViewOwner): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(savedViews)
    .where(and(eq(savedViews.merchantId, merchantId), isOf(owner)));
  return row?.count ?? 0;
}

/** Whether an owner has a view of this name. */
export async function hasViewNamed(
  db: Db,
  merchantId: MerchantId,
  owner: ViewOwner,
  name: string,
): Promise<boolean> {
  const rows = await db
    .select({ id: savedViews.id })
    .from(savedViews)
    .where(and(eq(savedViews.merchantId, merchantId), isOf(owner), eq(savedViews.name, name)));
  return rows.length > 0;
}

/** Stores a view in the place of the one its owner has under that name, if there is one; returns its id. */
export async function putView(db: Db, row: ViewRow): Promise<ViewId> {
  const { userId, query, savedAt } = row;
  const insert = db.insert(savedViews).values(row);
  const put = row.isShared
    ? insert.onConflictDoUpdate({
        target: [savedViews.merchantId, savedViews.name],
        targetWhere: sql`is_shared`,
        set: { userId, query, savedAt },
      })
    : insert.onConflictDoUpdate({
        target: [savedViews.merchantId, savedViews.userId, savedViews.name],
        targetWhere: sql`not is_shared`,
        set: { query, savedAt },
      });
  const [kept] = await put.returning({ id: savedViews.id });
  return kept?.id ?? row.id;
}

/** Removes a view of an owner; returns it, or null where that owner has none of this id. */
export async function deleteView(
  db: Db,
  merchantId: MerchantId,
  owner: ViewOwner,
  id: ViewId,
): Promise<ViewRow | null> {
  const [row] = await db
    .delete(savedViews)
    .where(and(eq(savedViews.merchantId, merchantId), isOf(owner), eq(savedViews.id, id)))
    .returning();
  return row ?? null;
}

function isOf(owner: ViewOwner): SQL | undefined {
  if (owner === 'everybody') return eq(savedViews.isShared, true);
  return and(eq(savedViews.isShared, false), eq(savedViews.userId, owner.userId));
}
