import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import { byName } from './by-name.ts';

/** Devices that are switched on, with what tells their capabilities; by branch and label. */
export async function listDevicesForSale(db: Db, merchantId: MerchantId) {
  return db
    .select({
      id: devices.id,
      label: devices.label,
      branchName: branches.name,
      provider: connections.provider,
      settings: connections.settings,
    })
    .from(devices)
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(and(eq(devices.merchantId, merchantId), eq(devices.isEnabled, true)))
    .orderBy(byName(branches.name), byName(devices.label));
}
