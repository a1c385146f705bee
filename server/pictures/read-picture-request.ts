import type { KeptPart } from '#db/queries/picture-sums.ts';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import { addDays, type CalendarDay } from '#server/kernel/time.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import { daysOfPeriod, withinDays } from '#server/transactions/period.ts';

/** More business days than this are not read for pictures. */
export const MOST_DAYS = 92;

/** Business days, both ends included. */
export type PictureDays = { from: CalendarDay; to: CalendarDay };

/** What pictures are drawn of: a filter of the list with both ends of its days. */
export type PictureRequest = {
  filter: ListFilter;
  days: PictureDays;
  /** The address named no days; these are the usual ones. */
  isUsual: boolean;
};

/**
 * The pictures of a filter of the list. Without days it is the last seven; what begins nowhere or is longer than `MOST_DAYS`
 * is refused, so that no wish reads the history.
 */
export function readPictureRequest(
  filter: ListFilter,
  { today, calendar }: Pick<ListReader, 'today' | 'calendar'>,
): PictureRequest | 'tooLong' {
  const asked = filter.filter((condition) => condition.by === 'days');
  if (asked.length === 0) {
    const days = daysOfPeriod('last7', today);
    return { filter: [...filter, withinDays(days, calendar)], days, isUsual: true };
  }
  const from = asked.flatMap((one) => one.from ?? []).reduce(later, '' as CalendarDay | '');
  const to = asked.flatMap((one) => one.to ?? []).reduce(earlier, today);
  if (from === '' || from < addDays(to, 1 - MOST_DAYS)) return 'tooLong';
  const others = filter.filter((condition) => condition.by !== 'days');
  const days = { from, to };
  return { filter: [...others, withinDays(days, calendar)], days, isUsual: false };
}

/** The devices and acquirers a filter is about when kept sums can answer it: no other conditions; null: all. */
export function askedOfKept(filter: ListFilter): KeptPart | 'notKept' {
  const others = filter.filter((one) => one.by !== 'days' && one.by !== 'currency');
  const devices = others.filter((one) => one.by === 'device');
  const acquirers = others.filter((one) => one.by === 'acquirer');
  const isKept = devices.length + acquirers.length === others.length;
  if (!isKept || devices.length > 1 || acquirers.length > 1) return 'notKept';
  return { deviceIds: devices[0]?.ids ?? null, acquirerIds: acquirers[0]?.ids ?? null };
}

function later(a: CalendarDay | '', b: CalendarDay): CalendarDay {
  return a !== '' && a > b ? a : b;
}

function earlier(a: CalendarDay, b: CalendarDay): CalendarDay {
  return a < b ? a : b;
}
