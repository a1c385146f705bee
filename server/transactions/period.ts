import type { Condition } from '#db/queries/transaction-conditions.ts';
import { addDays, type BusinessCalendar, type CalendarDay, instantOf } from '#server/kernel/time.ts';

/** Stretches of business days that move on with the calendar. */
export const PERIODS = ['today', 'yesterday', 'last7', 'thisMonth', 'lastMonth'] as const;
export type Period = (typeof PERIODS)[number];

/** Business days, both ends included; null is no end. */
export type Days = { from: CalendarDay | null; to: CalendarDay | null };

/** The days of a period as of a business day. */
export function daysOfPeriod(period: Period, today: CalendarDay): { from: CalendarDay; to: CalendarDay } {
  switch (period) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'last7':
      return { from: addDays(today, -6), to: today };
    case 'thisMonth':
      return { from: firstOfMonth(today), to: today };
    case 'lastMonth': {
      const to = addDays(firstOfMonth(today), -1);
      return { from: firstOfMonth(to), to };
    }
  }
}

/** What operations of these business days have in common. */
export function withinDays({ from, to }: Days, calendar: BusinessCalendar): Condition {
  return { by: 'days', from, to, started: startedWithin({ from, to }, calendar) };
}

const HOUR_MS = 3_600_000;

/**
 * When operations of these business days were started: a business day is that of the result, which comes after the start, and
 * mostly within a day of it. One more day on either side, in case the day once began at another hour.
 */
function startedWithin({ from, to }: Days, { cutOff, timeZone }: BusinessCalendar) {
  const moved = (day: CalendarDay, hours: number) =>
    new Date(instantOf(day, cutOff, timeZone).getTime() + hours * HOUR_MS);
  return { from: from && moved(from, -48), to: to && moved(addDays(to, 1), 24) };
}

function firstOfMonth(day: CalendarDay): CalendarDay {
  return `${day.slice(0, 8)}01` as CalendarDay;
}
