import { and, asc, desc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { exportChunks, fileExports } from '#db/schema/exports.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { users } from '#db/schema/users.ts';
import type { BranchId, ExportId, MerchantId, UserId } from '#server/kernel/ids.ts';

/** A file that was wished for, as its row keeps it. */
export type FileExportRow = typeof fileExports.$inferSelect;
type Changes = Partial<typeof fileExports.$inferInsert>;

/** Stores a wish; null when its key has been used before. */
export async function insertExport(
  db: Db,
  row: typeof fileExports.$inferInsert,
): Promise<FileExportRow | null> {
  const [made] = await db
    .insert(fileExports)
    .values(row)
    .onConflictDoNothing({ target: [fileExports.merchantId, fileExports.intentKey] })
    .returning();
  return made ?? null;
}

/** The wish that a key was used for; null when there is none. */
export async function findExportOfIntent(
  db: Db,
  merchantId: MerchantId,
  intentKey: string,
): Promise<FileExportRow | null> {
  const [row] = await db
    .select()
    .from(fileExports)
    .where(and(eq(fileExports.merchantId, merchantId), eq(fileExports.intentKey, intentKey)));
  return row ?? null;
}

/** A file; null when the merchant has none of that id. */
export async function findExport(
  db: Db,
  merchantId: MerchantId,
  id: ExportId,
): Promise<FileExportRow | null> {
  const [row] = await db.select().from(fileExports).where(isExport(merchantId, id));
  return row ?? null;
}

/** The newest files of a merchant, each with the name of who wished for it. */
export async function listFileExports(db: Db, merchantId: MerchantId, limit: number) {
  return db
    .select({ row: fileExports, maker: users.name })
    .from(fileExports)
    .leftJoin(users, eq(users.id, fileExports.createdBy))
    .where(eq(fileExports.merchantId, merchantId))
    .orderBy(desc(fileExports.createdAt), desc(fileExports.id))
    .limit(limit);
}

/** Files that are still being made, or that no worker has taken yet. */
export async function listGoingExports(db: Db, merchantId: MerchantId): Promise<FileExportRow[]> {
  return db
    .select()
    .from(fileExports)
    .where(and(eq(fileExports.merchantId, merchantId), inArray(fileExports.state, ['waiting', 'making'])))
    .orderBy(asc(fileExports.createdAt));
}

/** Takes a waiting file for a worker as a new attempt, without what an earlier one left; null when it is not waiting. */
export async function claimExport(
  db: Db,
  merchantId: MerchantId,
  id: ExportId,
  claim: { workerKey: number; startedAt: Date },
): Promise<FileExportRow | null> {
  const [row] = await db
    .update(fileExports)
    .set({
      ...claim,
      state: 'making',
      attempt: sql`${fileExports.attempt} + 1`,
      estimate: null,
      rowsDone: 0,
      bytes: 0,
    })
    .where(and(isExport(merchantId, id), eq(fileExports.state, 'waiting')))
    .returning();
  if (row) await deleteChunks(db, merchantId, id);
  return row ?? null;
}

/** An attempt to make a file; whoever lost it to another writes nothing any more. */
export type Attempt = Pick<FileExportRow, 'merchantId' | 'id' | 'attempt'>;

/** Changes a file on behalf of an attempt; false when that is not the one that makes it any more. */
export async function updateMaking(db: Db, attempt: Attempt, changes: Changes): Promise<boolean> {
  const rows = await db
    .update(fileExports)
    .set(changes)
    .where(
      and(
        isExport(attempt.merchantId, attempt.id),
        eq(fileExports.state, 'making'),
        eq(fileExports.attempt, attempt.attempt),
      ),
    )
    .returning({ id: fileExports.id });
  return rows.length === 1;
}

/** Changes a file that is still waiting or being made; false when it has ended. */
export async function updateGoing(
  db: Db,
  merchantId: MerchantId,
  id: ExportId,
  changes: Changes,
): Promise<boolean> {
  const rows = await db
    .update(fileExports)
    .set(changes)
    .where(and(isExport(merchantId, id), inArray(fileExports.state, ['waiting', 'making'])))
    .returning({ id: fileExports.id });
  return rows.length === 1;
}

/** Marks files as expired whose time is over; answers with which they were. */
export async function expireReady(db: Db, merchantId: MerchantId, at: Date): Promise<ExportId[]> {
  const rows = await db
    .update(fileExports)
    .set({ state: 'expired' })
    .where(
      and(
        eq(fileExports.merchantId, merchantId),
        eq(fileExports.state, 'ready'),
        lte(fileExports.expiresAt, at),
      ),
    )
    .returning({ id: fileExports.id });
  return rows.map((row) => row.id);
}

/** Adds a piece of a file. */
export async function insertChunk(db: Db, chunk: typeof exportChunks.$inferInsert): Promise<void> {
  await db.insert(exportChunks).values(chunk);
}

/** Throws the pieces of a file away. */
export async function deleteChunks(db: Db, merchantId: MerchantId, exportId: ExportId): Promise<void> {
  await db.delete(exportChunks).where(isOf(merchantId, exportId));
}

/** A piece of a file; null once it was thrown away. */
export async function findChunk(
  db: Db,
  merchantId: MerchantId,
  exportId: ExportId,
  number: number,
): Promise<Buffer | null> {
  const [row] = await db
    .select({ bytes: exportChunks.bytes })
    .from(exportChunks)
    .where(and(isOf(merchantId, exportId), eq(exportChunks.number, number)));
  return row?.bytes ?? null;
}

/** Who somebody is at the merchant now; null when they do not work there any more. */
export async function findColleague(
  db: Db,
  merchantId: MerchantId,
  userId: UserId,
): Promise<{ id: UserId; name: string; email: string; role: Role; branchIds: BranchId[] | null } | null> {
  const [row] = await db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      branchIds: memberships.branchIds,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.merchantId, merchantId),
        eq(memberships.userId, userId),
        isNull(memberships.disabledAt),
      ),
    );
  return row ?? null;
}

/** How many files somebody has begun since an instant. */
export async function countExportsSince(
  db: Db,
  merchantId: MerchantId,
  userId: UserId,
  since: Date,
): Promise<number> {
  const [row] = await db
    .select({ count: sql<number>`count(*)::int` })
    .from(fileExports)
    .where(
      and(
        eq(fileExports.merchantId, merchantId),
        eq(fileExports.createdBy, userId),
        sql`${fileExports.createdAt} > ${since.toISOString()}`,
      ),
    );
  return row?.count ?? 0;
}

function isExport(merchantId: MerchantId, id: ExportId) {
  return and(eq(fileExports.merchantId, merchantId), eq(fileExports.id, id));
}

function isOf(merchantId: MerchantId, exportId: ExportId) {
  return and(eq(exportChunks.merchantId, merchantId), eq(exportChunks.exportId, exportId));
}
