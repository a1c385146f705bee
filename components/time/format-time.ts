import type { Locale } from '#server/kernel/locale.ts';

/** How much of an instant is written: `full` has year and seconds, `moment` fits a table, `clock` a timeline, `day` has no time, `short` no year either. */
export type InstantDetail = 'full' | 'moment' | 'clock' | 'day' | 'short';

const details: Record<InstantDetail, Intl.DateTimeFormatOptions> = {
  full: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
  moment: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  short: { day: 'numeric', month: 'short' },
  day: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
};

/** English dates are written day first: the month is a word, so nobody can misread them. */
const regions: Record<Locale, string> = { en: 'en-GB', tr: 'tr', fr: 'fr' };

const formats = new Map<string, Intl.DateTimeFormat>();

/** An instant on the wall clock of a zone, 24 hours, in the reader's language. */
export function formatInstant(
  at: Date,
  timeZone: string,
  locale: Locale,
  detail: InstantDetail = 'moment',
): string {
  const key = `${locale} ${timeZone} ${detail}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(regions[locale], { ...details[detail], timeZone, hourCycle: 'h23' });
    formats.set(key, format);
  }
  return format.format(at);
}

/** A calendar day (`YYYY-MM-DD`, no zone) in the reader's language. */
export function formatDay(day: string, locale: Locale): string {
  return formatInstant(new Date(`${day}T12:00:00Z`), 'UTC', locale, 'day');
}

/** The same without weekday and year, where there is little room and the year is said elsewhere. */
export function formatShortDay(day: string, locale: Locale): string {
  return formatInstant(new Date(`${day}T12:00:00Z`), 'UTC', locale, 'short');
}

/** Where an hour of the day begins and ends: «13:00», «14:00». */
export function hourEnds(hour: number): { from: string; to: string } {
  const clock = (at: number) => `${(at % 24).toString().padStart(2, '0')}:00`;
  return { from: clock(hour), to: clock(hour + 1) };
}

/** A duration as a clock: "0:07", "12:40", "1:02:03". Below zero counts as zero. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number) => value.toString().padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

const ages = new Map<Locale, Intl.RelativeTimeFormat>();

/** An age in the largest unit that fits: "4 min. ago", "yesterday". Below a minute, and below zero, it is "now". */
export function formatAge(ms: number, locale: Locale): string {
  let format = ages.get(locale);
  if (!format) {
    format = new Intl.RelativeTimeFormat(regions[locale], { numeric: 'auto', style: 'short' });
    ages.set(locale, format);
  }
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return format.format(0, 'second');
  if (minutes < 60) return format.format(-minutes, 'minute');
  if (minutes < 24 * 60) return format.format(-Math.floor(minutes / 60), 'hour');
  return format.format(-Math.floor(minutes / (24 * 60)), 'day');
}
