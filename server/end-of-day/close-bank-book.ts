import type { Tx } from '#db/client.ts';
import { type BatchRow, lockGoingBatches } from '#db/queries/batches.ts';
import { findAliveRun } from '#db/queries/eod-runs.ts';
import { findSignedDay } from '#db/queries/sign-offs.ts';
import { listOpenSplitSales } from '#db/queries/split-sales.ts';
import { listOpenTransactions, type TransactionRow } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { bankDateOfBook, endBook } from '#server/batches/join-bank-book.ts';
import type { DeviceId, EndOfDayRunId, SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { isHosted } from '#server/kernel/providers.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import {
  type BusinessCalendar,
  businessDate,
  businessDayRange,
  type CalendarDay,
} from '#server/kernel/time.ts';
import { type Asked, writeRun } from './write-run.ts';

/** The bank has closed nothing yet that our book could be closed of; it does so at `closesAt`. */
export type BankStillOpen = { kind: 'bank_still_open'; closesAt: Date; timeZone: string };

/** The day of the book is signed: with another book of it, before this one was closed. */
export type DaySigned = { kind: 'day_signed' };

/**
 * Closes our book of the oldest batch that the bank has ended on a device: nothing is sent and the device is not held. From
 * here the run waits for the bank's figures; until they are in, a late result of that day still joins. Operations sent before
 * the end of that day and still open block it.
 */
export async function closeBankBook(
  ctx: Context<'end-of-day:run'> | SystemContext,
  tx: Tx,
  deviceId: DeviceId,
  calendar: BusinessCalendar,
  asked: Asked,
): Promise<Result<{ runId: EndOfDayRunId }, BankStillOpen | DaySigned>> {
  const today = businessDate(ctx.clock.now(), calendar);
  const oldest = await lockOldestEnded(ctx, tx, deviceId, calendar, today);
  if (!oldest) {
    const { to: closesAt } = businessDayRange(today, calendar);
    return err({ kind: 'bank_still_open', closesAt, timeZone: calendar.timeZone });
  }
  const alive = await findAliveRun(tx, ctx.merchant.id, oldest.id);
  if (alive) return ok({ runId: alive.id });
  const bankDate = bankDateOfBook(oldest, calendar);
  // The business day in which the bank's day ended, however late our book of it is closed.
  const lastInstant = new Date(businessDayRange(bankDate, calendar).to.getTime() - 1);
  const day = businessDate(lastInstant, ctx.merchant.calendar);
  if (await findSignedDay(tx, ctx.merchant.id, deviceId, day)) return err({ kind: 'day_signed' });
  const blockedBy = await listOpenUntil(ctx, tx, deviceId, bankDate, calendar);
  const runId = ctx.ids.next('endOfDayRun');
  await writeRun(
    ctx,
    tx,
    { id: runId, deviceId, batchId: oldest.id, businessDate: day },
    asked,
    blockedBy.length > 0 ? { blockedBy } : { state: 'awaiting_totals' },
  );
  return ok({ runId });
}

/** One book after the other, so that no day is left out. An open one whose day is over ends here, should nobody have seen it. */
async function lockOldestEnded(
  ctx: Context<'end-of-day:run'> | SystemContext,
  tx: Tx,
  deviceId: DeviceId,
  calendar: BusinessCalendar,
  today: CalendarDay,
): Promise<BatchRow | undefined> {
  const dayOf = (batch: BatchRow) => bankDateOfBook(batch, calendar);
  const going = await lockGoingBatches(tx, ctx.merchant.id, deviceId);
  const over = going.find((batch) => batch.state === 'open' && dayOf(batch) < today);
  if (over) await endBook(tx, over);
  return going
    .filter((batch) => batch.state === 'ended' || batch === over)
    .sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0))
    .at(0);
}

/** What was sent on a device before the end of a day of the bank and is still open: it may belong to that day. */
async function listOpenUntil(
  ctx: Context<'end-of-day:run'> | SystemContext,
  tx: Tx,
  deviceId: DeviceId,
  bankDate: CalendarDay,
  calendar: BusinessCalendar,
): Promise<(TransactionId | SplitSaleId)[]> {
  const merchantId = ctx.merchant.id;
  const isInTime = (at: Date) => businessDate(at, calendar) <= bankDate;
  const endedAt = businessDayRange(bankDate, calendar).to.getTime();
  const isLongOver = ctx.clock.now().getTime() >= endedAt + STILL_ASKED_MS;
  const splitSales = await listOpenSplitSales(tx, merchantId, deviceId);
  const transactions = await listOpenTransactions(tx, merchantId, deviceId);
  return [
    ...splitSales.filter((one) => isInTime(one.createdAt)).map(({ id }) => id),
    ...transactions
      .filter((one) => isInTime(one.sentAt ?? one.createdAt) && !(isLongOver && isAwaitedPage(one)))
      .map(({ id }) => id),
  ];
}

/** So long after a day whatever was paid on a page in it is known: open ones are asked about all the time. */
const STILL_ASKED_MS = 10 * 60_000;

/** Whether it waits for somebody to pay on a page, who then pays on a later day. */
function isAwaitedPage({ kind, state, provider }: TransactionRow): boolean {
  return kind === 'sale' && state === 'awaiting' && isHosted(provider);
}
