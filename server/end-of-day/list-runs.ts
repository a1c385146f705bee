import type { Tx } from '#db/client.ts';
import { type BatchListRow, listBatchRows } from '#db/queries/batch-list.ts';
import { listDeviceRows } from '#db/queries/device-list.ts';
import { listRunRows, type RunListRow } from '#db/queries/end-of-day.ts';
import { listUnsolvedRuns } from '#db/queries/variances.ts';
import type { Context } from '#server/auth/context.ts';
import { type ListedBatch, withNets } from '#server/batches/list-batches.ts';
import { type Page, type PageWish, toPage, toSlice } from '#server/batches/place.ts';
import type { DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { businessDate, businessDayRange, type CalendarDay } from '#server/kernel/time.ts';
import { type DeviceView, toViews } from '#server/terminals/list-devices.ts';

const PAGE_SIZE = 20;

/** A device on the board: its open batch and the latest try to close it. */
export type BoardRow = {
  device: DeviceView;
  run: RunListRow | null;
  /** Where the bank closes batches by itself: those it has ended and whose book is still open here, oldest first. */
  ended: ListedBatch[];
  /** And when it closes the next one; null where the device closes them. */
  bankClosesAt: Date | null;
};

/** The end of a day over all devices, and the runs so far. */
export type Board = {
  at: Date;
  businessDate: CalendarDay;
  rows: BoardRow[];
  history: Page<RunListRow>;
};

/**
 * One row per device that can be closed: those in use, and those switched off with a batch still open. Beside each the
 * latest run for its open batch, or else the run that closed its last one; where the bank closes batches by itself, the run
 * for the oldest one it has ended.
 */
export async function getBoard(ctx: Context<'reports:see'>, wish: PageWish): Promise<Board> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  const slice = toSlice('endOfDayRun', wish, PAGE_SIZE);
  return ctx.inTransaction(async (tx) => {
    const ended = await listEnded(tx, merchantId);
    const devices = (await toViews(ctx, tx, await listDeviceRows(tx, merchantId), at)).filter(
      (device) => device.isEnabled || device.openBatch !== null || ended.has(device.id),
    );
    const batchOf = (device: DeviceView) =>
      device.capabilities.batchClosedBy === 'bank'
        ? (ended.get(device.id)?.[0] ?? device.lastBatch)
        : (device.openBatch ?? device.lastBatch);
    const batches = devices.flatMap((device) => batchOf(device) ?? []);
    const runs = await listRunRows(
      tx,
      merchantId,
      {
        batchIds: batches.map((batch) => batch.id),
        // No batch is closed before it was opened: spares reading the years before.
        since: new Date(Math.min(...batches.map((batch) => batch.openedAt.getTime()))),
      },
      { limit: 1000 },
    );
    const read = await listRunRows(tx, merchantId, {}, slice);
    return {
      at,
      businessDate: businessDate(at, ctx.merchant.calendar),
      rows: devices.map((device) => ({
        device,
        // Newest first, so that the first one met is the latest.
        run: runs.find((run) => run.batchId === batchOf(device)?.id) ?? null,
        ended: ended.get(device.id) ?? [],
        bankClosesAt: bankClosesAt(device, at),
      })),
      history: toPage(read, slice, (run) => ({ at: run.requestedAt, id: run.id })),
    };
  });
}

/** More than anybody leaves lying: a batch a day per device, entered the next morning. */
const MAX_ENDED = 1_000;

/** Batches that the bank has ended and whose book is still open here, by device, oldest first. */
async function listEnded(tx: Tx, merchantId: MerchantId): Promise<Map<DeviceId, ListedBatch[]>> {
  const rows = await listBatchRows(tx, merchantId, { state: 'ended' }, { limit: MAX_ENDED });
  const batches = (await withNets(tx, merchantId, rows)).sort(byBankDate);
  return Map.groupBy(batches, (batch) => batch.deviceId);
}

function byBankDate(a: ListedBatch, b: ListedBatch): number {
  const [first, second] = [a, b].map((batch) => batch.bankDate ?? batch.openedAt.toISOString());
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

/** When the bank closes the batch of a device next; null where the device does it. */
function bankClosesAt({ capabilities }: DeviceView, at: Date): Date | null {
  const { batchClosedBy, accountingCalendar: calendar } = capabilities;
  return batchClosedBy === 'bank' ? businessDayRange(businessDate(at, calendar), calendar).to : null;
}

/** What an accountant has to look into, newest first but for batches. */
export type EndOfDayTroubles = {
  /** Reports that did not match, as long as a difference of them is open. */
  unmatched: RunListRow[];
  /** Closes whose answer is lost. */
  hanging: RunListRow[];
  /** Batches still open from an earlier business day. */
  overdue: (BatchListRow & { businessDate: CalendarDay })[];
  /** Batches that the bank has closed, whose figures are still to be entered. */
  toEnter: BatchListRow[];
};

const LOOK_BACK_MS = 30 * 24 * 60 * 60_000;

/** Troubles of the last 30 days; batches and hanging closes however old. */
export async function listTroubles(ctx: Context<'reports:see'>): Promise<EndOfDayTroubles> {
  const { calendar, id: merchantId } = ctx.merchant;
  const now = ctx.clock.now();
  const today = businessDate(now, calendar);
  const since = new Date(now.getTime() - LOOK_BACK_MS);
  return ctx.inTransaction(async (tx) => {
    const open = await listBatchRows(tx, merchantId, { state: 'open' }, { limit: 500 });
    const unmatched = await listRunRows(tx, merchantId, { isMatched: false, since }, { limit: 30 });
    // What was explained or accepted is nobody's trouble any more.
    const unsolved = await listUnsolvedRuns(tx, merchantId);
    return {
      unmatched: unmatched.filter(({ id }) => unsolved.has(id)).slice(0, 10),
      hanging: await listRunRows(tx, merchantId, { states: ['unknown'] }, { limit: 10 }),
      toEnter: (await listBatchRows(tx, merchantId, { state: 'ended' }, { limit: MAX_ENDED })).reverse(),
      overdue: open
        // What the bank closes by itself ends by itself.
        .filter((batch) => batch.bankDate === null)
        .map((batch) => ({ ...batch, businessDate: businessDate(batch.openedAt, calendar) }))
        .filter((batch) => batch.businessDate < today),
    };
  });
}
