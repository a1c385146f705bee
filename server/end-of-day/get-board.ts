import type { Tx } from '#db/client.ts';
import { listBatchRows } from '#db/queries/batch-list.ts';
import { findCloseHour, listClosePlans } from '#db/queries/close-plans.ts';
import { listDeviceRows } from '#db/queries/device-list.ts';
import { listRunRows, type RunListRow } from '#db/queries/end-of-day.ts';
import { countOpenByDevice } from '#db/queries/unclosed.ts';
import type { Context } from '#server/auth/context.ts';
import { type ListedBatch, withNets } from '#server/batches/list-batches.ts';
import { type Page, type PageWish, toPage, toSlice } from '#server/batches/place.ts';
import type { DeviceId, MerchantId } from '#server/kernel/ids.ts';
import { businessDate, businessDayRange, type CalendarDay } from '#server/kernel/time.ts';
import { type DeviceView, toViews } from '#server/terminals/list-devices.ts';
import { type BoardSituation, boardSituation } from './board-row.ts';
import { type ClosePlan, closePlanOf } from './close-hour.ts';
import { longestDue } from './due-rule.ts';

const PAGE_SIZE = 20;

/** A device on the board. */
export type BoardRow = {
  device: DeviceView;
  situation: BoardSituation;
  /** The latest try to close the batch in hand, or else the run that closed the one before. */
  run: RunListRow | null;
  /** Where the bank closes batches by itself: those it has ended and whose book is still open here, oldest first. */
  ended: ListedBatch[];
  /** And when it closes the next one; null where the device closes them. */
  bankClosesAt: Date | null;
  plan: ClosePlan;
  /** The hour it should have been closed by and was not. */
  dueSince: Date | null;
};

/** The end of a day over all devices, and the runs so far. */
export type Board = {
  at: Date;
  businessDate: CalendarDay;
  rows: BoardRow[];
  /** The hour by which devices without one of their own are to be closed. */
  usualPlan: ClosePlan;
  history: Page<RunListRow>;
};

/**
 * One row per device that can be closed: those in use, and those switched off with a batch still open. Beside each the
 * latest run for its open batch, or else the run that closed its last one; where the bank closes batches by itself, the run
 * for the oldest one it has ended.
 */
export async function getBoard(ctx: Context<'reports:see'>, wish: PageWish): Promise<Board> {
  const { id: merchantId, calendar } = ctx.merchant;
  const at = ctx.clock.now();
  const slice = toSlice('endOfDayRun', wish, PAGE_SIZE);
  return ctx.inTransaction(async (tx) => {
    const ended = await listEnded(tx, merchantId);
    const devices = (await toViews(ctx, tx, await listDeviceRows(tx, merchantId), at)).filter(
      (device) => device.isEnabled || device.openBatch !== null || ended.has(device.id),
    );
    const runs = await listRunsOf(tx, merchantId, devices, ended);
    const open = await countOpenByDevice(tx, merchantId);
    const plans = new Map((await listClosePlans(tx, merchantId)).map((plan) => [plan.deviceId, plan]));
    const usual = await findCloseHour(tx, merchantId);
    const read = await listRunRows(tx, merchantId, {}, slice);
    return {
      at,
      businessDate: businessDate(at, calendar),
      rows: devices.map((device) =>
        toRow(device, at, {
          ended: ended.get(device.id) ?? [],
          runs,
          openCount: open.get(device.id) ?? 0,
          plan: closePlanOf(plans.get(device.id) ?? null, usual, calendar),
        }),
      ),
      usualPlan: closePlanOf(null, usual, calendar),
      history: toPage(read, slice, (run) => ({ at: run.requestedAt, id: run.id })),
    };
  });
}

type Beside = { ended: ListedBatch[]; runs: readonly RunListRow[]; openCount: number; plan: ClosePlan };

function toRow(device: DeviceView, at: Date, { ended, runs, openCount, plan }: Beside): BoardRow {
  const { capabilities, hold } = device;
  const { batchClosedBy } = capabilities;
  // Newest first, so that the first one met is the latest.
  const run = runs.find((one) => one.batchId === batchInHand(device, ended)?.id) ?? null;
  const next = batchClosedBy === 'bank' ? (ended[0] ?? null) : device.openBatch;
  const going = [ended, device.openBatch ?? []].flat().filter((batch) => batch.nets.length > 0);
  return {
    device,
    run,
    ended,
    bankClosesAt: bankClosesAt(device, at),
    plan,
    dueSince: longestDue(going, capabilities, plan, at)?.since ?? null,
    situation: boardSituation({
      closedBy: batchClosedBy,
      batch: next && { id: next.id, isEmpty: next.nets.length === 0 },
      isOpenAtBank: batchClosedBy === 'bank' && device.openBatch !== null,
      run,
      heldBy: hold && hold.by !== 'end-of-day' ? hold.by : null,
      openCount,
    }),
  };
}

/** The batch that a row is about: the one to be closed next, else the one closed last. */
function batchInHand(device: DeviceView, ended: readonly ListedBatch[]) {
  return device.capabilities.batchClosedBy === 'bank'
    ? (ended[0] ?? device.lastBatch)
    : (device.openBatch ?? device.lastBatch);
}

async function listRunsOf(
  tx: Tx,
  merchantId: MerchantId,
  devices: readonly DeviceView[],
  ended: ReadonlyMap<DeviceId, ListedBatch[]>,
): Promise<RunListRow[]> {
  const batches = devices.flatMap((device) => batchInHand(device, ended.get(device.id) ?? []) ?? []);
  return listRunRows(
    tx,
    merchantId,
    {
      batchIds: batches.map((batch) => batch.id),
      // No batch is closed before it was opened: spares reading the years before.
      since: new Date(Math.min(...batches.map((batch) => batch.openedAt.getTime()))),
    },
    { limit: 1000 },
  );
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
