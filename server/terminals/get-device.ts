import { listBatchRows } from '#db/queries/batch-list.ts';
import { listBatchTotals } from '#db/queries/batches.ts';
import { findDeviceRow, listDayTotals } from '#db/queries/device-list.ts';
import { findDevice } from '#db/queries/devices.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { type AcquirerNet, netByAcquirer } from '#server/batches/get-batch.ts';
import { listKnownGroupNames } from '#server/batches/group-names.ts';
import { type ListedBatch, withNets } from '#server/batches/list-batches.ts';
import { isId } from '#server/kernel/ids.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';
import { type DayNumbers, dayNumbers } from './day-numbers.ts';
import { type DeviceView, toViews } from './list-devices.ts';

const PAST_BATCHES = 8;
const MAX_ENDED = 100;

/** A device with the numbers of today, its open batch so far (X totals) and the batches closed lately. */
export type DeviceDetail = {
  at: Date;
  businessDate: CalendarDay;
  device: DeviceView;
  today: DayNumbers[];
  /** The open batch per acquirer, or card brand, and currency; empty without one. */
  soFar: AcquirerNet[];
  /** Batches that the bank has closed and whose book is still open here, oldest first. */
  endedBatches: ListedBatch[];
  pastBatches: ListedBatch[];
};

/** Throws NotFound unless this is the id of a device of the merchant. */
export async function requireDevice(ctx: Context<'devices:see'>, id: string): Promise<void> {
  const found = isId('device', id) && (await ctx.inTransaction((tx) => findDevice(tx, ctx.merchant.id, id)));
  if (!found) throw new NotFound();
}

/** One device; throws NotFound for an id that is malformed, of another merchant or of nothing. */
export async function getDevice(ctx: Context<'devices:see'>, id: string): Promise<DeviceDetail> {
  if (!isId('device', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  const today = businessDate(at, ctx.merchant.calendar);
  return ctx.inTransaction(async (tx) => {
    const row = await findDeviceRow(tx, merchantId, id);
    const [device] = row ? await toViews(ctx, tx, [row], at) : [];
    if (!device) throw new NotFound();
    const batchId = device.openBatch?.id;
    const totals = batchId ? await listBatchTotals(tx, merchantId, batchId) : [];
    const { totalsBy } = device.capabilities;
    const names = batchId ? await listKnownGroupNames(tx, merchantId, totalsBy) : new Map<string, string>();
    const ended = await listBatchRows(tx, merchantId, { deviceId: id, state: 'ended' }, { limit: MAX_ENDED });
    const filter = { deviceId: id, state: 'closed' as const };
    const past = await listBatchRows(tx, merchantId, filter, { limit: PAST_BATCHES });
    return {
      at,
      businessDate: today,
      device,
      today: dayNumbers(await listDayTotals(tx, merchantId, today, id)),
      soFar: netByAcquirer(totals, names),
      endedBatches: await withNets(tx, merchantId, ended.reverse()),
      pastBatches: await withNets(tx, merchantId, past),
    };
  });
}
