import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { ids } from './ids.ts';

export type DeviceRow = typeof devices.$inferSelect;
type NewConnection = typeof connections.$inferInsert;

/** A terminal in a branch of its own unless one is given, on a sandbox connection that opens nothing. `db` is the owner's. */
export async function makeDevice(
  db: Db,
  merchantId: MerchantId,
  { connection, ...overrides }: Partial<DeviceRow> & { connection?: Partial<NewConnection> } = {},
): Promise<DeviceRow> {
  const createdAt = new Date('2026-01-01T08:00:00Z');
  const id = ids.next('device');
  const row: DeviceRow = {
    merchantId,
    id,
    connectionId: overrides.connectionId ?? ids.next('connection'),
    branchId: overrides.branchId ?? ids.next('branch'),
    providerDeviceId: id,
    label: 'Kasa 1',
    isEnabled: true,
    lastAnsweredAt: null,
    lastFailedAt: null,
    createdAt,
    ...overrides,
  };
  if (!overrides.branchId) {
    await db
      .insert(branches)
      .values({ merchantId, id: row.branchId, name: 'Kadıköy', address: 'Moda Cd. 1', city: 'İstanbul' });
  }
  if (!overrides.connectionId) {
    await db.insert(connections).values({
      merchantId,
      id: row.connectionId,
      provider: 'iyzico',
      environment: 'sandbox',
      label: 'iyzico 509',
      baseUrl: 'http://127.0.0.1:9',
      settings: { model: '509' },
      sealedCredentials: '-',
      createdAt,
      ...connection,
    });
  }
  await db.insert(devices).values(row);
  return row;
}
