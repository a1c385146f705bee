import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { closeHours, closePlans } from '#db/schema/close-plans.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import type { DeviceId, MerchantId } from '#server/kernel/ids.ts';

/** By what hour one device is to be closed. */
export type ClosePlanRow = typeof closePlans.$inferSelect;

/** The usual hour of a merchant. */
export type CloseHourRow = typeof closeHours.$inferSelect;

/** The plans of all devices that have one. */
export async function listClosePlans(db: Db, merchantId: MerchantId): Promise<ClosePlanRow[]> {
  return db.select().from(closePlans).where(eq(closePlans.merchantId, merchantId));
}

/** Those that have their devices closed by themselves. */
export async function listScheduledPlans(db: Db, merchantId: MerchantId): Promise<ClosePlanRow[]> {
  return db
    .select()
    .from(closePlans)
    .where(and(eq(closePlans.merchantId, merchantId), eq(closePlans.isScheduled, true)));
}

/** The plan of a device, or null. */
export async function findClosePlan(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
): Promise<ClosePlanRow | null> {
  const [row] = await db
    .select()
    .from(closePlans)
    .where(and(eq(closePlans.merchantId, merchantId), eq(closePlans.deviceId, deviceId)));
  return row ?? null;
}

/** The plan of a device, locked: whoever else would act on it waits, and then sees what was done. */
export async function lockClosePlan(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
): Promise<ClosePlanRow | null> {
  const [row] = await db
    .select()
    .from(closePlans)
    .where(and(eq(closePlans.merchantId, merchantId), eq(closePlans.deviceId, deviceId)))
    .for('update');
  return row ?? null;
}

/** Stores the plan of a device in the place of the one it has. */
export async function putClosePlan(db: Db, row: ClosePlanRow): Promise<void> {
  const { hour, isScheduled, setBy, setAt } = row;
  await db
    .insert(closePlans)
    .values(row)
    .onConflictDoUpdate({
      target: [closePlans.merchantId, closePlans.deviceId],
      set: { hour, isScheduled, setBy, setAt },
    });
}

/** The usual hour of a merchant, or null while nobody set one. */
export async function findCloseHour(db: Db, merchantId: MerchantId): Promise<CloseHourRow | null> {
  const [row] = await db.select().from(closeHours).where(eq(closeHours.merchantId, merchantId));
  return row ?? null;
}

/** Stores the usual hour of a merchant in the place of the one it has. */
export async function putCloseHour(db: Db, row: CloseHourRow): Promise<void> {
  const { hour, setBy, setAt } = row;
  await db
    .insert(closeHours)
    .values(row)
    .onConflictDoUpdate({ target: [closeHours.merchantId], set: { hour, setBy, setAt } });
}

/** Whether the schedule has asked for the close of a device at this hour. */
export async function hasScheduledRun(
  db: Db,
  merchantId: MerchantId,
  deviceId: DeviceId,
  scheduledFor: Date,
): Promise<boolean> {
  const rows = await db
    .select({ id: eodRuns.id })
    .from(eodRuns)
    .where(
      and(
        eq(eodRuns.merchantId, merchantId),
        eq(eodRuns.deviceId, deviceId),
        eq(eodRuns.scheduledFor, scheduledFor),
      ),
    );
  return rows.length > 0;
}
