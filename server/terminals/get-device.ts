import { type BatchListRow, listBatchRows } from '#db/queries/batch-list.ts';
import { findDeviceRow, listDayTotals, listTotalsOfBatches } from '#db/queries/device-list.ts';
import { type ListedRow, listTransactionRows } from '#db/queries/transaction-list.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { type Net, netByCurrency } from '#server/batches/net.ts';
import { type DeviceId, isId } from '#server/kernel/ids.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';
import { type DayNumbers, dayNumbers } from './day-numbers.ts';
import { type DeviceView, toViews } from './list-devices.ts';

const RECENT = 8;

/** A device with what happened on it lately. */
export type DeviceDetail = {
  at: Date;
  businessDate: CalendarDay;
  device: DeviceView;
  today: DayNumbers[];
  /** The open batch per acquirer and kind is on its own page; these are the last operations, newest first. */
  recent: ListedRow[];
  pastBatches: (BatchListRow & { nets: Net[] })[];
};

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
    const past = await listBatchRows(tx, merchantId, { deviceId: id, state: 'closed' }, { limit: RECENT });
    const totals = Map.groupBy(
      await listTotalsOfBatches(
        tx,
        merchantId,
        past.map((batch) => batch.id),
      ),
      (total) => total.batchId,
    );
    return {
      at,
      businessDate: today,
      device,
      today: dayNumbers(await listDayTotals(tx, merchantId, today, id)),
      recent: await listTransactionRows(tx, merchantId, onlyDevice(id), null, RECENT),
      pastBatches: past.map((batch) => ({ ...batch, nets: netByCurrency(totals.get(batch.id) ?? []) })),
    };
  });
}

function onlyDevice(deviceId: DeviceId) {
  return {
    tab: 'all',
    kind: null,
    deviceId,
    branchId: null,
    from: null,
    to: null,
    amount: null,
    last4: null,
    reference: null,
  } as const;
}
