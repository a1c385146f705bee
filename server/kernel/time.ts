/** The only source of the present; handed in so that rules and histories are testable to the minute. */
export type Clock = { now(): Date };

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** Resolves when so many milliseconds have passed on the clock it belongs to; handed in beside it for the same reason. */
export type Wait = (ms: number) => Promise<void>;

/** Waits on the machine's clock. */
export const systemWait: Wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A calendar day without a zone, `YYYY-MM-DD`. */
export type CalendarDay = `${number}-${number}-${number}`;

/** A merchant's idea of a day: IANA zone and the local time (`HH:mm`) at which the next business day begins. */
export type BusinessCalendar = { timeZone: string; cutOff: string };

/** The business day an instant belongs to: before the cut-off it is still the day before. */
export function businessDate(at: Date, calendar: BusinessCalendar): CalendarDay {
  const [hours, minutes] = calendar.cutOff.split(':').map(Number);
  const local = localParts(at, calendar.timeZone);
  const beforeCutOff = local.hour * 60 + local.minute < (hours ?? 0) * 60 + (minutes ?? 0);
  return addDays(local.day, beforeCutOff ? -1 : 0);
}

/** The calendar day of an instant in a zone. */
export function dayIn(at: Date, timeZone: string): CalendarDay {
  return localParts(at, timeZone).day;
}

/** The day a number of days later (or earlier, if negative). */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10) as CalendarDay;
}

/** Reads `YYYY-MM-DD` of an existing day between 2000 and 2099; null otherwise. */
export function parseDay(text: string): CalendarDay | null {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return null;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text ? (text as CalendarDay) : null;
}

/** The instant at which a local wall-clock time (`HH:mm`) of a day happens in a zone. */
export function instantOf(day: CalendarDay, wallClock: string, timeZone: string): Date {
  const wanted = Date.parse(`${day}T${wallClock}:00Z`);
  let guess = wanted;
  // Two rounds settle the offset also on days when the clocks change.
  for (let round = 0; round < 2; round++) {
    const local = localParts(new Date(guess), timeZone);
    const seen = Date.parse(`${local.day}T${pad(local.hour)}:${pad(local.minute)}:00Z`);
    guess += wanted - seen;
  }
  return new Date(guess);
}

/** First instant of a business day and first instant of the next: half-open range for queries. */
export function businessDayRange(day: CalendarDay, calendar: BusinessCalendar): { from: Date; to: Date } {
  return {
    from: instantOf(day, calendar.cutOff, calendar.timeZone),
    to: instantOf(addDays(day, 1), calendar.cutOff, calendar.timeZone),
  };
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function localParts(at: Date, timeZone: string): { day: CalendarDay; hour: number; minute: number } {
  let format = formatters.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));
  return {
    day: `${parts.year}-${parts.month}-${parts.day}` as CalendarDay,
    hour: Number(parts.hour),
    minute: Number(parts.minute),
  };
}

function pad(value: number): string {
  return value.toString().padStart(2, '0');
}
