import type { Cadence } from '#db/schema/export-schedules.ts';
import {
  addDays,
  type BusinessCalendar,
  businessDate,
  type CalendarDay,
  dayIn,
  instantOf,
} from '#server/kernel/time.ts';
import { daysOfPeriod } from '#server/transactions/period.ts';

/** Business days, both ends included. */
export type DaySpan = { from: CalendarDay; to: CalendarDay };

/** The next time after an instant at which a file is due: at an hour of the merchant's zone, on a Monday or a first where so. */
export function nextDue(
  after: Date,
  { cadence, hour }: { cadence: Cadence; hour: number },
  { timeZone }: BusinessCalendar,
): Date {
  for (let day = dayIn(after, timeZone); ; day = addDays(day, 1)) {
    const at = instantOf(day, `${String(hour).padStart(2, '0')}:00`, timeZone);
    if (at > after && fits(day, cadence)) return at;
  }
}

/** The business days that are over when a file is due: the one before, the seven before, the month before. */
export function daysDue(at: Date, cadence: Cadence, calendar: BusinessCalendar): DaySpan {
  const today = businessDate(at, calendar);
  switch (cadence) {
    case 'daily':
      return daysOfPeriod('yesterday', today);
    case 'weekly':
      return daysOfPeriod('last7', addDays(today, -1));
    case 'monthly':
      // Before the cut-off of the first the month is not over: then it is the one before.
      return daysOfPeriod('lastMonth', today);
  }
}

function fits(day: CalendarDay, cadence: Cadence): boolean {
  switch (cadence) {
    case 'daily':
      return true;
    case 'weekly':
      return new Date(`${day}T00:00:00Z`).getUTCDay() === 1;
    case 'monthly':
      return day.endsWith('-01');
  }
}
