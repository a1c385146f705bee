import type { CloseHourRow, ClosePlanRow } from '#db/queries/close-plans.ts';
import { addDays, type BusinessCalendar, dayIn, instantOf } from '#server/kernel/time.ts';

/** An hour of the day on the wall clock of a place. */
export type CloseHour = { hour: string; timeZone: string };

/** By what hour a device is to be closed, and whether that is asked for by itself. */
export type ClosePlan = CloseHour & {
  /** The hour is the device's own, not the merchant's usual one. */
  isOwn: boolean;
  isScheduled: boolean;
  /** Since when the hour and the schedule are what they are; null while nobody said anything. */
  setAt: Date | null;
};

/** The plan of a device: its own hour, else the merchant's usual one, else when its next business day begins. Pure. */
export function closePlanOf(
  own: Pick<ClosePlanRow, 'hour' | 'isScheduled' | 'setAt'> | null,
  usual: Pick<CloseHourRow, 'hour' | 'setAt'> | null,
  calendar: BusinessCalendar,
): ClosePlan {
  const hour = own?.hour ?? usual?.hour ?? calendar.cutOff;
  const said = [own?.setAt, own?.hour ? undefined : usual?.setAt].filter((at) => at !== undefined);
  return {
    hour,
    timeZone: calendar.timeZone,
    isOwn: typeof own?.hour === 'string',
    isScheduled: own?.isScheduled ?? false,
    setAt: said.length > 0 ? new Date(Math.max(...said.map((at) => at.getTime()))) : null,
  };
}

/**
 * The latest instant, up to and with `at`, at which it was this hour. Every day has it once: an hour that the clocks leave
 * out is the one they jump to, of one that comes twice it is the second.
 */
export function lastHour(at: Date, when: CloseHour): Date {
  const [last] = hoursAround(at, when)
    .filter((one) => one <= at)
    .slice(-1);
  if (!last) throw new Error(`No ${when.hour} before ${at.toISOString()}`);
  return last;
}

/** The first instant after `at` at which it is this hour. */
export function nextHour(at: Date, when: CloseHour): Date {
  const next = hoursAround(at, when).find((one) => one > at);
  if (!next) throw new Error(`No ${when.hour} after ${at.toISOString()}`);
  return next;
}

/** Since when what was to be closed from `from` on waits for it; null while its hour has not come. */
export function dueSince(from: Date, when: CloseHour, at: Date): Date | null {
  const due = nextHour(from, when);
  return due <= at ? due : null;
}

/** The hour of each day around an instant, in their order. */
function hoursAround(at: Date, { hour, timeZone }: CloseHour): Date[] {
  const day = dayIn(at, timeZone);
  return [-2, -1, 0, 1, 2].map((days) => instantOf(addDays(day, days), hour, timeZone));
}
