import type { Tx } from '#db/client.ts';
import { type BatchListRow, type BatchRowFilter, listBatchRows } from '#db/queries/batch-list.ts';
import { listTotalsOfBatches } from '#db/queries/device-list.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import { BATCH_STATES } from '#db/schema/batches.ts';
import type { Context } from '#server/auth/context.ts';
import type { DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { type BusinessCalendar, businessDayRange, type CalendarDay, parseDay } from '#server/kernel/time.ts';
import { type Net, netByCurrency } from './net.ts';
import { type Page, type PageWish, toPage, toSlice } from './place.ts';

const PAGE_SIZE = 25;

/** A batch with its sums per currency. */
export type ListedBatch = BatchListRow & { nets: Net[] };

/** The states a list of batches can be narrowed to: of closed ones also whether they matched. */
export const BATCH_FILTER_STATES = [...BATCH_STATES, 'matched', 'differs'] as const;

/** What a list of batches is narrowed to; unreadable wishes narrow nothing and are null here. */
export type BatchFilter = {
  deviceId: DeviceId | null;
  state: (typeof BATCH_FILTER_STATES)[number] | null;
  /** Business days in which a batch was opened, both included. */
  from: CalendarDay | null;
  to: CalendarDay | null;
};

/** A page of batches, newest first, and the devices one can narrow it to. */
export type BatchList = Page<ListedBatch> & {
  filter: BatchFilter;
  devices: { id: DeviceId; label: string; branchName: string }[];
};

/** Batches as the address asks for them. A device of another merchant is treated as no filter was given. */
export async function listBatches(
  ctx: Context<'reports:see'>,
  wish: PageWish & { device?: string; state?: string; from?: string; to?: string },
): Promise<BatchList> {
  const merchantId = ctx.merchant.id;
  const slice = toSlice('batch', wish, PAGE_SIZE);
  return ctx.inTransaction(async (tx) => {
    const places = await listDevicePlaces(tx, merchantId);
    const deviceId = places.find((place) => place.deviceId === wish.device)?.deviceId ?? null;
    const filter: BatchFilter = {
      deviceId,
      state: BATCH_FILTER_STATES.find((one) => one === wish.state) ?? null,
      from: wish.from ? parseDay(wish.from) : null,
      to: wish.to ? parseDay(wish.to) : null,
    };
    const read = await listBatchRows(tx, merchantId, toRowFilter(filter, ctx.merchant.calendar), slice);
    const page = toPage(read, slice, (row) => ({ at: row.openedAt, id: row.id }));
    return {
      ...page,
      rows: await withNets(tx, merchantId, page.rows),
      filter,
      devices: places.map(({ deviceId: id, label, branchName }) => ({ id, label, branchName })),
    };
  });
}

function toRowFilter({ deviceId, state, from, to }: BatchFilter, calendar: BusinessCalendar): BatchRowFilter {
  const isMatch = state === 'matched' || state === 'differs';
  return {
    ...(deviceId && { deviceId }),
    ...(isMatch ? { state: 'closed', isMatched: state === 'matched' } : state && { state }),
    ...(from && { openedFrom: businessDayRange(from, calendar).from }),
    ...(to && { openedBefore: businessDayRange(to, calendar).to }),
  };
}

/** Batches with their sums per currency. */
export async function withNets(
  tx: Tx,
  merchantId: MerchantId,
  rows: readonly BatchListRow[],
): Promise<ListedBatch[]> {
  const ids = rows.map((row) => row.id);
  const totals = Map.groupBy(await listTotalsOfBatches(tx, merchantId, ids), (total) => total.batchId);
  return rows.map((row) => ({ ...row, nets: netByCurrency(totals.get(row.id) ?? []) }));
}
