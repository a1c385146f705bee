import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { deviceHolds } from '#db/schema/device-holds.ts';
import { devices } from '#db/schema/devices.ts';
import type { ConnectionId, DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';

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

/**
 * The same for an operation that is about to be put to it: whoever switches the device off or moves it meanwhile waits, and
 * whoever comes after them sees what they did.
 */
export async function findDeviceToUse(
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
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, id)))
    .for('key share', { of: devices });
  return row ?? null;
}

/** A device, locked against whatever would be put to it until the transaction ends. */
export async function lockDevice(db: Db, merchantId: MerchantId, id: DeviceId): Promise<DeviceRow | null> {
  const [row] = await db
    .select()
    .from(devices)
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, id)))
    .for('update');
  return row ?? null;
}

/** Adds a device; false when its connection has one that the provider calls the same. */
export async function insertDevice(db: Db, row: typeof devices.$inferInsert): Promise<boolean> {
  const added = await db.insert(devices).values(row).onConflictDoNothing().returning({ id: devices.id });
  return added.length === 1;
}

/** Changes a device; whoever does has it locked. */
export async function updateDevice(
  db: Db,
  { merchantId, id }: Pick<DeviceRow, 'merchantId' | 'id'>,
  change: Partial<Pick<DeviceRow, 'label' | 'branchId' | 'isEnabled'>>,
): Promise<void> {
  await db
    .update(devices)
    .set(change)
    .where(and(eq(devices.merchantId, merchantId), eq(devices.id, id)));
}

/** Every device with its branch and connection, by branch and label. */
export async function listManagedDevices(db: Db, merchantId: MerchantId) {
  return db
    .select({
      id: devices.id,
      label: devices.label,
      providerDeviceId: devices.providerDeviceId,
      isEnabled: devices.isEnabled,
      branchId: devices.branchId,
      branchName: branches.name,
      connectionLabel: connections.label,
      provider: connections.provider,
      settings: connections.settings,
    })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(eq(devices.merchantId, merchantId))
    .orderBy(byName(branches.name), byName(devices.label));
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
