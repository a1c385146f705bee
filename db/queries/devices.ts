import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { connections } from '#db/schema/connections.ts';
import { deviceHolds } from '#db/schema/device-holds.ts';
import { devices } from '#db/schema/devices.ts';
import type { ConnectionId, DeviceId, MerchantId } from '#server/kernel/ids.ts';

/** A stored device. */
export type DeviceRow = typeof devices.$inferSelect;

/** A stored connection; its credentials and login are sealed. */
export type ConnectionRow = typeof connections.$inferSelect;

/** A device with the connection that drives it; null if the merchant has none of that id. */
export async function findDevice(
  db: Db,
  merchantId: MerchantId,
  id: DeviceId,
): Promise<{ device: DeviceRow; connection: ConnectionRow } | null> {
  const [row] = await db
    .select({ device: devices, connection: connections })
    .from(devices)
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, id)));
  return row ?? null;
}

/** What the provider calls the devices of a connection, those out of use included. */
export async function listProviderDeviceIds(
  db: Db,
  merchantId: MerchantId,
  connectionId: ConnectionId,
): Promise<string[]> {
  const rows = await db
    .select({ id: devices.providerDeviceId })
    .from(devices)
    .where(and(eq(devices.merchantId, merchantId), eq(devices.connectionId, connectionId)));
  return rows.map(({ id }) => id);
}

/** Takes the device for one operation; false when another one has it (INV-6). */
export async function holdDevice(db: Db, row: typeof deviceHolds.$inferInsert): Promise<boolean> {
  const taken = await db
    .insert(deviceHolds)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: deviceHolds.operationId });
  return taken.length === 1;
}

/** What the device is busy with, if anything. */
export async function findDeviceHold(db: Db, merchantId: MerchantId, deviceId: DeviceId) {
  const [row] = await db
    .select()
    .from(deviceHolds)
    .where(and(eq(deviceHolds.merchantId, merchantId), eq(deviceHolds.deviceId, deviceId)));
  return row ?? null;
}

/** Gives the device back; nothing happens if the operation does not hold it. */
export async function releaseDevice(db: Db, merchantId: MerchantId, operationId: string): Promise<void> {
  await db
    .delete(deviceHolds)
    .where(and(eq(deviceHolds.merchantId, merchantId), eq(deviceHolds.operationId, operationId)));
}

/** Notes when a device last answered or failed to, from which its health is derived. */
export async function markDevice(
  db: Db,
  merchantId: MerchantId,
  id: DeviceId,
  seen: { lastAnsweredAt: Date } | { lastFailedAt: Date },
): Promise<void> {
  await db
    .update(devices)
    .set(seen)
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, id)));
}
