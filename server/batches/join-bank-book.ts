import type { Tx } from '#db/client.ts';
import {
  type BatchRow,
  hasLaterMember,
  insertBatch,
  listClosedBooks,
  lockGoingBatches,
  updateBatch,
} from '#db/queries/batches.ts';
import { announce } from '#db/queries/live.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { BatchId, IdSource, MerchantId } from '#server/kernel/ids.ts';
import {
  type BusinessCalendar,
  businessDate,
  businessDayRange,
  type CalendarDay,
} from '#server/kernel/time.ts';
import { type BankBook, type BankSlip, placeOf } from './bank-book.ts';
import { type Addition, addMember, type Joined } from './join-batch.ts';

/** An approval on a terminal whose bank closes batches by itself; `bankDate` is the bank's day the operation was sent in. */
type BankAnswer = Addition & BankSlip & { calendar: BusinessCalendar; at: Date };

/**
 * Puts an approved operation into our book of its bank's day, opening one if there is none, and adds it to the sums. A later
 * day or a new number shows that the bank has closed the open one: that one ends, and takes late results of its own time alone.
 */
export async function joinBankBook(
  ctx: { merchant: { id: MerchantId }; ids: IdSource },
  tx: Tx,
  operation: TransactionRow,
  answer: BankAnswer,
): Promise<Joined> {
  const batchId = await bookOf(ctx, tx, operation, answer);
  await addMember(tx, batchId, operation, answer);
  return { batchId, settledRun: null };
}

async function bookOf(
  ctx: { merchant: { id: MerchantId }; ids: IdSource },
  tx: Tx,
  operation: TransactionRow,
  { number, bankDate, calendar, at }: BankAnswer,
): Promise<BatchId> {
  const merchantId = ctx.merchant.id;
  const { deviceId } = operation;
  const sentAt = operation.sentAt ?? operation.createdAt;
  const slip = { number, bankDate };
  for (;;) {
    const going = await lockGoingBatches(tx, merchantId, deviceId);
    const open = going.find((batch) => batch.state === 'open');
    // Read after the locks were got, so that a book somebody closed meanwhile is seen closed.
    const closed = await listClosedBooks(tx, merchantId, deviceId, slip);
    const isOlder =
      number !== null && open?.number != null && (await hasLaterMember(tx, open, open.number, sentAt));
    const books = [...closed.toReversed(), ...going].map((batch) => toBook(batch, calendar));
    const place = placeOf(slip, books, { today: businessDate(at, calendar), isOlder });
    if (place.kind === 'join') {
      const joined = going.find((batch) => batch.id === place.id);
      if (joined && place.takesNumber) await updateBatch(tx, merchantId, joined.id, joined.state, { number });
      return place.id;
    }
    if (place.ends) await endBook(tx, { merchantId, id: place.ends, deviceId });
    const id = ctx.ids.next('batch');
    const opened = {
      merchantId,
      id,
      deviceId,
      number: place.number,
      bankDate: place.bankDate,
      state: place.state,
      // A result may come long after its day began, and what was sent before that day be paid in it.
      openedAt: place.bankDate === bankDate ? within(sentAt, place.bankDate, calendar) : at,
    };
    // Somebody else may have opened one a moment earlier: then we look again.
    if (await insertBatch(tx, opened)) return id;
  }
}

/** An instant, but not before the day began. */
function within(at: Date, day: CalendarDay, calendar: BusinessCalendar): Date {
  const { from } = businessDayRange(day, calendar);
  return at < from ? from : at;
}

/** Notes that the bank has closed a batch by itself; nothing happens to one that is not open. */
export async function endBook(
  tx: Tx,
  { merchantId, id, deviceId }: Pick<BatchRow, 'merchantId' | 'id' | 'deviceId'>,
): Promise<void> {
  if (!(await updateBatch(tx, merchantId, id, 'open', { state: 'ended' }))) return;
  await announce(tx, { merchantId, topic: 'device', id: deviceId });
  await announce(tx, { merchantId, topic: 'end-of-day', id });
}

function toBook(batch: BatchRow, calendar: BusinessCalendar): BankBook {
  const { id, number, state } = batch;
  return {
    id,
    number,
    bankDate: bankDateOfBook(batch, calendar),
    // A close that a terminal was told to make belongs to nothing of this kind.
    state: state === 'closed' || state === 'ended' ? state : 'open',
  };
}

/** The bank's day of a book; where it is not written, that of its first operation. */
export function bankDateOfBook(
  { bankDate, openedAt }: Pick<BatchRow, 'bankDate' | 'openedAt'>,
  calendar: BusinessCalendar,
): CalendarDay {
  return bankDate ?? businessDate(openedAt, calendar);
}
