import { and, asc, desc, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { batches } from '#db/schema/batches.ts';
import { branches } from '#db/schema/branches.ts';
import { connections } from '#db/schema/connections.ts';
import { deviceHolds } from '#db/schema/device-holds.ts';
import { devices } from '#db/schema/devices.ts';
import { eodRuns } from '#db/schema/end-of-day.ts';
import { splitSales } from '#db/schema/split-sales.ts';
import { batchTotals, dayTotals } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import { users } from '#db/schema/users.ts';
import type { BatchId, DeviceId, MerchantId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { BatchTotalRow, DayTotalRow } from './batches.ts';
import { byName } from './by-name.ts';

/** A device with its branch, what drives it, what holds it, its open batch and the last one closed. */
export type DeviceListRow = Awaited<ReturnType<typeof selectDevices>>[number];

/** All devices of a merchant by branch and label; a merchant has hundreds at most. */
export async function listDeviceRows(db: Db, merchantId: MerchantId): Promise<DeviceListRow[]> {
  return selectDevices(db, merchantId);
}

/** One device as in the list, or null if the merchant has none of that id. */
export async function findDeviceRow(
  db: Db,
  merchantId: MerchantId,
  id: DeviceId,
): Promise<DeviceListRow | null> {
  const [row] = await selectDevices(db, merchantId, id);
  return row ?? null;
}

async function selectDevices(db: Db, merchantId: MerchantId, id?: DeviceId) {
  const last = db
    .select({
      id: batches.id,
      number: batches.number,
      openedAt: batches.openedAt,
      closedAt: batches.closedAt,
    })
    .from(batches)
    .where(
      and(
        eq(batches.merchantId, devices.merchantId),
        eq(batches.deviceId, devices.id),
        eq(batches.state, 'closed'),
      ),
    )
    .orderBy(desc(batches.openedAt))
    .limit(1)
    .as('last_closed');
  return (
    db
      .select({
        id: devices.id,
        label: devices.label,
        providerDeviceId: devices.providerDeviceId,
        isEnabled: devices.isEnabled,
        lastAnsweredAt: devices.lastAnsweredAt,
        lastFailedAt: devices.lastFailedAt,
        createdAt: devices.createdAt,
        branchName: branches.name,
        connectionLabel: connections.label,
        lastRefusedAt: connections.lastRefusedAt,
        clockOffsetMs: connections.clockOffsetMs,
        provider: connections.provider,
        environment: connections.environment,
        settings: connections.settings,
        heldBy: deviceHolds.operationId,
        heldAt: deviceHolds.heldAt,
        heldKind: transactions.kind,
        heldState: transactions.state,
        heldAmountMinor: transactions.amountMinor,
        heldCurrency: transactions.currency,
        heldByName: users.name,
        batchId: batches.id,
        batchNumber: batches.number,
        batchState: batches.state,
        batchOpenedAt: batches.openedAt,
        batchBankDate: batches.bankDate,
        lastBatchId: last.id,
        lastBatchNumber: last.number,
        lastOpenedAt: last.openedAt,
        lastClosedAt: last.closedAt,
      })
      .from(devices)
      .innerJoin(
        branches,
        and(eq(branches.merchantId, devices.merchantId), eq(branches.id, devices.branchId)),
      )
      .innerJoin(
        connections,
        and(eq(connections.merchantId, devices.merchantId), eq(connections.id, devices.connectionId)),
      )
      .leftJoin(
        deviceHolds,
        and(eq(deviceHolds.merchantId, devices.merchantId), eq(deviceHolds.deviceId, devices.id)),
      )
      // One of these three has it; the columns of the others stay empty.
      .leftJoin(
        transactions,
        and(eq(transactions.merchantId, devices.merchantId), eq(transactions.id, deviceHolds.operationId)),
      )
      .leftJoin(
        eodRuns,
        and(eq(eodRuns.merchantId, devices.merchantId), eq(eodRuns.id, deviceHolds.operationId)),
      )
      .leftJoin(
        splitSales,
        and(eq(splitSales.merchantId, devices.merchantId), eq(splitSales.id, deviceHolds.operationId)),
      )
      // Who left the merchant is no longer visible to it.
      .leftJoin(
        users,
        eq(
          users.id,
          sql`coalesce(${transactions.createdBy}, ${splitSales.createdBy}, ${eodRuns.requestedBy})`,
        ),
      )
      .leftJoin(
        batches,
        and(
          eq(batches.merchantId, devices.merchantId),
          eq(batches.deviceId, devices.id),
          notInArray(batches.state, ['ended', 'closed']),
        ),
      )
      .leftJoinLateral(last, eq(devices.merchantId, merchantId))
      .where(and(eq(devices.merchantId, merchantId), id ? eq(devices.id, id) : undefined))
      .orderBy(byName(branches.name), byName(devices.label), asc(devices.id))
  );
}

/** The sums of several batches at once. */
export async function listTotalsOfBatches(
  db: Db,
  merchantId: MerchantId,
  batchIds: readonly BatchId[],
): Promise<BatchTotalRow[]> {
  if (batchIds.length === 0) return [];
  return db
    .select()
    .from(batchTotals)
    .where(and(eq(batchTotals.merchantId, merchantId), inArray(batchTotals.batchId, [...batchIds])));
}

/** The sums of a business day: of all devices, or of one. */
export async function listDayTotals(
  db: Db,
  merchantId: MerchantId,
  businessDate: CalendarDay,
  deviceId?: DeviceId,
): Promise<DayTotalRow[]> {
  return db
    .select()
    .from(dayTotals)
    .where(
      and(
        eq(dayTotals.merchantId, merchantId),
        eq(dayTotals.businessDate, businessDate),
        deviceId ? eq(dayTotals.deviceId, deviceId) : undefined,
      ),
    );
}
