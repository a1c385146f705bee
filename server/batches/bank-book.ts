import type { BatchId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';

/** A batch of a device whose bank closes batches by itself: our book of one of the bank's days. */
export type BankBook = {
  id: BatchId;
  number: string | null;
  bankDate: CalendarDay;
  state: 'open' | 'ended' | 'closed';
};

/** What tells the book of an approved operation: the number on its slip, if it came, and the bank's day it was sent in. */
export type BankSlip = { number: string | null; bankDate: CalendarDay };

/** Where an operation belongs. */
export type BookPlace =
  /** `takesNumber`: the book had none yet and is now known by that of the slip. */
  | { kind: 'join'; id: BatchId; takesNumber: boolean }
  /** `ends`: the book the bank has closed by then. An `ended` one is of a day before that of the open one. */
  | {
      kind: 'open';
      state: 'open' | 'ended';
      bankDate: CalendarDay;
      number: string | null;
      ends: BatchId | null;
    };

/** Terminals count their batches round; none closes so often that a number is back sooner. */
const COMES_ROUND_AFTER_DAYS = 30;

/**
 * The book of an approved operation, whenever its result comes. The number on the slip decides where one is known (§10.14),
 * also for a book that has ended; otherwise the bank's day. A book that was closed gets no new member (INV-11): the operation
 * then joins the one of `today`. `isOlder`: somebody sent later was told the number of the open book, so another number is of
 * the past. `books`: all that are not closed, and the closed ones with this number or of this day. Pure.
 */
export function placeOf(
  slip: BankSlip,
  books: readonly BankBook[],
  now: { today: CalendarDay; isOlder: boolean },
): BookPlace {
  const open = books.find((book) => book.state === 'open');
  const named = books.filter((book) => book.number !== null && book.number === slip.number && isNear(book));
  const ofDay = books.filter(
    (book) => book.bankDate === slip.bankDate && (slip.number === null || book.number === null),
  );
  const found = going(named) ?? (named.length > 0 ? undefined : going(ofDay));
  if (found) {
    const takesNumber = slip.number !== null && found.number === null;
    return { kind: 'join', id: found.id, takesNumber };
  }
  if (named.length > 0 || ofDay.length > 0) return current(open, now.today);
  return fresh(slip, open, now.isOlder);

  function isNear(book: BankBook): boolean {
    const apart = Date.parse(book.bankDate) - Date.parse(slip.bankDate);
    return Math.abs(apart) <= COMES_ROUND_AFTER_DAYS * 24 * 60 * 60_000;
  }
}

/** The one of these that still takes members, the open one before those that have ended. */
function going(books: readonly BankBook[]): BankBook | undefined {
  return books.find((book) => book.state === 'open') ?? books.findLast((book) => book.state === 'ended');
}

/** A book for a day or number that has none. With a book of a later day open it is one that has ended already. */
function fresh(slip: BankSlip, open: BankBook | undefined, isOlder: boolean): BookPlace {
  const isPast = open !== undefined && (slip.bankDate < open.bankDate || isOlder);
  if (isPast) return { kind: 'open', ...slip, state: 'ended', ends: null };
  return { kind: 'open', ...slip, state: 'open', ends: open?.id ?? null };
}

/** The book of today, for what comes after its own was closed; it never takes the number of that one. */
function current(open: BankBook | undefined, today: CalendarDay): BookPlace {
  if (open && open.bankDate >= today) return { kind: 'join', id: open.id, takesNumber: false };
  return fresh({ number: null, bankDate: today }, open, false);
}
