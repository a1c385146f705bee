import { and, asc, eq, lte } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { exportSchedules } from '#db/schema/export-schedules.ts';
import { users } from '#db/schema/users.ts';
import type { ExportScheduleId, MerchantId } from '#server/kernel/ids.ts';

/** A file that is made again and again, as its row keeps it. */
export type ScheduleRow = typeof exportSchedules.$inferSelect;

/** Stores a schedule. */
export async function insertSchedule(db: Db, row: typeof exportSchedules.$inferInsert): Promise<void> {
  await db.insert(exportSchedules).values(row);
}

/** The schedules of a merchant, by name, each with the name of who is told. */
export async function listScheduleRows(db: Db, merchantId: MerchantId) {
  return db
    .select({ row: exportSchedules, maker: users.name })
    .from(exportSchedules)
    .leftJoin(users, eq(users.id, exportSchedules.createdBy))
    .where(eq(exportSchedules.merchantId, merchantId))
    .orderBy(asc(exportSchedules.name), asc(exportSchedules.id));
}

/** Those whose file is due. */
export async function listDueSchedules(db: Db, merchantId: MerchantId, at: Date): Promise<ScheduleRow[]> {
  return db
    .select()
    .from(exportSchedules)
    .where(and(eq(exportSchedules.merchantId, merchantId), lte(exportSchedules.nextAt, at)));
}

/** Moves a schedule on from when it was due; false when another worker has, or it is gone. */
export async function moveSchedule(db: Db, row: ScheduleRow, nextAt: Date | null): Promise<boolean> {
  if (!row.nextAt) return false;
  const moved = await db
    .update(exportSchedules)
    .set({ nextAt })
    .where(and(isSchedule(row.merchantId, row.id), eq(exportSchedules.nextAt, row.nextAt)))
    .returning({ id: exportSchedules.id });
  return moved.length === 1;
}

/** Removes a schedule; answers with its name, null when there is none of that id. */
export async function deleteSchedule(
  db: Db,
  merchantId: MerchantId,
  id: ExportScheduleId,
): Promise<string | null> {
  const [row] = await db
    .delete(exportSchedules)
    .where(isSchedule(merchantId, id))
    .returning({ name: exportSchedules.name });
  return row?.name ?? null;
}

function isSchedule(merchantId: MerchantId, id: ExportScheduleId) {
  return and(eq(exportSchedules.merchantId, merchantId), eq(exportSchedules.id, id));
}
