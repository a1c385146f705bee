import type { Tx } from '#db/client.ts';
import {
  type DeviceListRow,
  listDayTotals,
  listDeviceRows,
  listTotalsOfBatches,
} from '#db/queries/device-list.ts';
import type { BatchState } from '#db/schema/batches.ts';
import type { Environment } from '#db/schema/connections.ts';
import type { TransactionState } from '#db/schema/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import { type Net, netByCurrency } from '#server/batches/net.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { type BatchId, type DeviceId, isId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';
import { type ConnectionTrouble, connectionTroubles } from './connection-trouble.ts';
import { type DayNumbers, dayNumbers } from './day-numbers.ts';
import { deriveHealth, type Health, type Holder } from './derive-health.ts';

/** A device as screens show it. */
export type DeviceView = {
  id: DeviceId;
  label: string;
  branchName: string;
  connectionLabel: string;
  connectionTroubles: ConnectionTrouble[];
  provider: Provider;
  providerDeviceId: string;
  environment: Environment;
  isEnabled: boolean;
  createdAt: Date;
  health: Health;
  /** What has the device; amount and state are null for an end of day and for a sale paid in parts. */
  hold: {
    id: string;
    by: Holder;
    since: Date;
    amount: Money | null;
    state: TransactionState | null;
    /** Who began it; null of somebody who left. */
    byName: string | null;
  } | null;
  openBatch: OpenBatchView | null;
  lastBatch: { id: BatchId; number: string | null; openedAt: Date; closedAt: Date | null } | null;
  capabilities: TerminalCapabilities;
};

/** The batch of a device that is not closed, so far. */
export type OpenBatchView = {
  id: BatchId;
  number: string | null;
  state: BatchState;
  openedAt: Date;
  /** The bank's day it is of, where the bank closes it by itself. */
  bankDate: CalendarDay | null;
  /** Per currency; empty while nothing was approved. */
  nets: Net[];
};

/** Devices with what happened on each today. */
export type DevicesToday = {
  businessDate: CalendarDay;
  at: Date;
  /** All devices together. */
  today: DayNumbers[];
  devices: (DeviceView & { today: DayNumbers[] })[];
};

/** Every device of the merchant by branch and label, with health, open batch and the numbers of this business day. */
export async function listDevices(ctx: Context<'devices:see'>): Promise<DevicesToday> {
  const at = ctx.clock.now();
  const today = businessDate(at, ctx.merchant.calendar);
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const rows = await listDeviceRows(tx, merchantId);
    const devices = await toViews(ctx, tx, rows, at);
    const dayTotals = await listDayTotals(tx, merchantId, today);
    const sums = Map.groupBy(dayTotals, (sum) => sum.deviceId);
    return {
      businessDate: today,
      at,
      today: dayNumbers(dayTotals),
      devices: devices.map((device) => ({ ...device, today: dayNumbers(sums.get(device.id) ?? []) })),
    };
  });
}

/** Rows as screens show them, with the sums of their open batches. */
export async function toViews(
  ctx: Context,
  tx: Tx,
  rows: readonly DeviceListRow[],
  at: Date,
): Promise<DeviceView[]> {
  const batchIds = rows.flatMap((row) => row.batchId ?? []);
  const totals = Map.groupBy(
    await listTotalsOfBatches(tx, ctx.merchant.id, batchIds),
    (total) => total.batchId,
  );
  return rows.map((row) => toView(row, row.batchId ? netByCurrency(totals.get(row.batchId) ?? []) : [], at));
}

function toView(row: DeviceListRow, nets: Net[], at: Date): DeviceView {
  const hold = toHold(row);
  return {
    id: row.id,
    label: row.label,
    branchName: row.branchName,
    connectionLabel: row.connectionLabel,
    connectionTroubles: connectionTroubles(row),
    provider: row.provider,
    providerDeviceId: row.providerDeviceId,
    environment: row.environment,
    isEnabled: row.isEnabled,
    createdAt: row.createdAt,
    health: deriveHealth({ ...row, hold: hold && { by: hold.by, heldAt: hold.since } }, at),
    hold,
    openBatch:
      row.batchId && row.batchState && row.batchOpenedAt
        ? {
            id: row.batchId,
            number: row.batchNumber,
            state: row.batchState,
            openedAt: row.batchOpenedAt,
            bankDate: row.batchBankDate,
            nets,
          }
        : null,
    lastBatch:
      row.lastBatchId && row.lastOpenedAt
        ? {
            id: row.lastBatchId,
            number: row.lastBatchNumber,
            openedAt: row.lastOpenedAt,
            closedAt: row.lastClosedAt,
          }
        : null,
    capabilities: capabilitiesOf(row),
  };
}

function toHold(row: DeviceListRow): DeviceView['hold'] {
  if (row.heldBy === null || row.heldAt === null) return null;
  const isSplit = isId('splitSale', row.heldBy);
  return {
    id: row.heldBy,
    by: isSplit ? 'split-sale' : (row.heldKind ?? 'end-of-day'),
    since: row.heldAt,
    state: row.heldState,
    byName: row.heldByName,
    amount:
      row.heldAmountMinor !== null && row.heldCurrency !== null
        ? { minor: row.heldAmountMinor, currency: row.heldCurrency }
        : null,
  };
}
