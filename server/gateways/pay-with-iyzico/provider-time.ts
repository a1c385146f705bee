import { type CalendarDay, dayIn, instantOf, parseDay } from '#server/kernel/time.ts';
import { TIME_ZONE } from './settings.ts';

/** Epoch milliseconds of this century; null for anything else. */
export function readInstant(text: string | null): Date | null {
  return text !== null && /^[12]\d{12}$/.test(text) ? new Date(Number(text)) : null;
}

/** A time as reports write it: ISO 8601, or `YYYY-MM-DD HH:mm:ss` in the provider's own zone (§15). */
export function readTime(text: string | null): Date | null {
  const match =
    /^(\d{4}-\d\d-\d\d)([ T])([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/.exec(
      text ?? '',
    );
  const day = parseDay(match?.[1] ?? '');
  if (!match || !day) return null;
  const [whole, , , hour = '', minute = '', second = '0', zone] = match;
  if (zone !== undefined) {
    const at = Date.parse(whole.replace(' ', 'T').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    return Number.isNaN(at) ? null : new Date(at);
  }
  return new Date(instantOf(day, `${hour}:${minute}`, TIME_ZONE).getTime() + Number(second) * 1000);
}

/** The provider's day an instant falls into. */
export function dayOf(at: Date | null): CalendarDay | null {
  return at && dayIn(at, TIME_ZONE);
}
