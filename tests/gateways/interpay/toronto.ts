import { addDays, dayIn, instantOf } from '#server/kernel/time.ts';

export const TORONTO = 'America/Toronto';

const wallClock = new Intl.DateTimeFormat('en-CA', {
  timeZone: TORONTO,
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `2026-04-02` and `09:05:00` on the gateway's wall. */
export function torontoTime(epochMs: number): { date: string; time: string } {
  return { date: dayIn(new Date(epochMs), TORONTO), time: wallClock.format(epochMs) };
}

/** The day as `YYYYMMDD`. */
export function compactDay(epochMs: number): string {
  return dayIn(new Date(epochMs), TORONTO).replaceAll('-', '');
}

/** The last instant up to now at which the wall showed this time (`HH:mm`). */
export function lastOccurrence(epochMs: number, time: string): number {
  const today = dayIn(new Date(epochMs), TORONTO);
  const at = instantOf(today, time, TORONTO).getTime();
  return at <= epochMs ? at : instantOf(addDays(today, -1), time, TORONTO).getTime();
}

/** The first midnight after an instant. */
export function nextMidnight(epochMs: number): number {
  return instantOf(addDays(dayIn(new Date(epochMs), TORONTO), 1), '00:00', TORONTO).getTime();
}
