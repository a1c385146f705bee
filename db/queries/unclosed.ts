import { and, count, eq, inArray, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { splitSales } from '#db/schema/split-sales.ts';
import { batchTotals } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { isNotOver } from './split-sales.ts';
import { OPEN_STATES } from './transactions.ts';

/** Every batch of the merchant that holds something and is not closed; a device has few, a merchant hundreds at most. */
export async function listUnclosed(db: Db, merchantId: MerchantId) {
  return db
    .select({
      id: batches.id,
      deviceId: batches.deviceId,
      number: batches.number,
      state: batches.state,
      openedAt: batches.openedAt,
      bankDate: batches.bankDate,
      deviceLabel: devices.label,
      branchName: branches.name,
      provider: connections.provider,
      settings: connections.settings,
    })
    .from(batches)
    .innerJoin(devices, and(eq(devices.merchantId, batches.merchantId), eq(devices.id, batches.deviceId)))
    .innerJoin(branches, and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)))
    .innerJoin(
      connections,
      and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
    )
    .where(
      and(
        eq(batches.merchantId, merchantId),
        // Written out as in their indexes: few of years of batches.
        or(sql`${batches.state} not in ('ended', 'closed')`, sql`${batches.state} = 'ended'`),
        sql`exists (select 1 from ${batchTotals} t where t.merchant_id = ${merchantId} and t.batch_id = ${batches.id})`,
      ),
    );
}

/** How many operations and split sales of each device have no end yet; devices without any are left out. */
export async function countOpenByDevice(db: Db, merchantId: MerchantId): Promise<Map<DeviceId, number>> {
  const [single, split] = [
    await db
      .select({ deviceId: transactions.deviceId, open: count() })
      .from(transactions)
      .where(and(eq(transactions.merchantId, merchantId), inArray(transactions.state, [...OPEN_STATES])))
      .groupBy(transactions.deviceId),
    await db
      .select({ deviceId: splitSales.deviceId, open: count() })
      .from(splitSales)
      .where(and(eq(splitSales.merchantId, merchantId), isNotOver))
      .groupBy(splitSales.deviceId),
  ];
  const all = new Map<DeviceId, number>();
  for (const { deviceId, open } of [...single, ...split]) all.set(deviceId, (all.get(deviceId) ?? 0) + open);
  return all;
}
