import type { BatchState } from '#db/schema/batches.ts';
import { bankDateOfBook } from '#server/batches/join-bank-book.ts';
import type { TerminalCapabilities } from '#server/gateways/capabilities.ts';
import { businessDayRange, type CalendarDay } from '#server/kernel/time.ts';
import { type ClosePlan, dueSince } from './close-hour.ts';

/** A batch that is not closed. */
export type Unclosed = { state: BatchState; openedAt: Date; bankDate: CalendarDay | null };

/** By whom, and on which days, a device's batches are closed. */
type Closing = Pick<TerminalCapabilities, 'batchClosedBy' | 'accountingCalendar'>;

/**
 * From when on a batch waits for us to close it: from its first operation, or, where the bank closes it, from the end of
 * its day there. Null while there is nothing for us to do. Pure.
 */
export function waitsFrom(batch: Unclosed, { batchClosedBy, accountingCalendar }: Closing): Date | null {
  if (batch.state === 'closed' || batch.state === 'closing') return null;
  if (batchClosedBy === 'device') return batch.openedAt;
  if (batch.state !== 'ended') return null;
  return businessDayRange(bankDateOfBook(batch, accountingCalendar), accountingCalendar).to;
}

/** The batch of a device that has waited longest past its hour, and since when; null while none has. Pure. */
export function longestDue<B extends Unclosed>(
  batches: readonly B[],
  closing: Closing,
  plan: ClosePlan,
  at: Date,
): { batch: B; since: Date } | null {
  const due = batches.flatMap((batch) => {
    const from = waitsFrom(batch, closing);
    const since = from && dueSince(from, plan, at);
    return since ? [{ batch, since }] : [];
  });
  return due.sort((a, b) => a.since.getTime() - b.since.getTime()).at(0) ?? null;
}
