import type { Condition, WrittenMark } from '#db/queries/transaction-conditions.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import {
  type BusinessCalendar,
  businessDate,
  type CalendarDay,
  instantOf,
  parseDay,
} from '#server/kernel/time.ts';
import type { AmountProblem, ListReader } from './list-reader.ts';
import { daysOfPeriod, withinDays } from './period.ts';
import { say } from './search-words.ts';

type Asked<Problem> = Condition<WrittenMark> | Problem;

/** An amount of the search with its currency, which is the merchant's unless it names one. */
export function readMoney(
  text: string,
  { currency: usual, readAnyAmount }: ListReader,
): { minor: number; currency: CurrencyCode } | AmountProblem {
  const match = /^([^\d\s.,]{0,4})\s*(\d.*?)\s*([^\d\s.,]{0,4})$/u.exec(text);
  const signs = [match?.[1], match?.[3]].flatMap((sign) => sign || []);
  const currency = signs.length === 0 ? usual : signs.length === 1 ? say.currency(signs.join('')) : null;
  if (!match || !currency) return 'amountUnreadable';
  const minor = readAnyAmount(match[2] ?? '', currency);
  return typeof minor === 'number' ? { minor, currency } : minor;
}

/** `500`, `>500`, `<=20`, `100-200` or `100..200`. */
export function readAmounts(value: string, reader: ListReader): Asked<AmountProblem | 'maxBelowMin'> {
  const [, sign, limit] = /^(>=|<=|>|<)\s*(.+)$/.exec(value) ?? [];
  if (sign && limit) {
    const money = readMoney(limit, reader);
    return typeof money === 'string'
      ? money
      : { by: 'amount', ...beyond(sign, money.minor), currency: money.currency };
  }
  const [, first, last] = /^(.*\d)\s*(?:\.\.|[-–])\s*(.*\d.*)$/.exec(value) ?? [];
  const from = readMoney(first ?? value, reader);
  if (typeof from === 'string') return from;
  if (!last) return { by: 'mark', marks: [{ of: 'amount', ...from }] };
  const to = readMoney(last, { ...reader, currency: from.currency });
  if (typeof to === 'string') return to;
  if (to.minor < from.minor || to.currency !== from.currency) return 'maxBelowMin';
  return { by: 'amount', minMinor: from.minor, maxMinor: to.minor, currency: to.currency };
}

function beyond(sign: string, minor: number): { minMinor: number | null; maxMinor: number | null } {
  const step = sign.endsWith('=') ? 0 : 1;
  return sign.startsWith('>')
    ? { minMinor: minor + step, maxMinor: null }
    : { minMinor: null, maxMinor: minor - step };
}

/** A business day, two with dots between them, or a word for some. */
export function readDays(value: string, { today, calendar }: ListReader): Asked<'day' | 'endBeforeStart'> {
  const period = say.period(value);
  if (period) return withinDays(daysOfPeriod(period, today), calendar);
  const [first = '', second = first, ...more] = value.split('..');
  const [from, to] = [readMoment(first, calendar), readMoment(second, calendar)];
  if (!from || !to || more.length > 0) return 'day';
  return from <= to ? withinDays({ from, to }, calendar) : 'endBeforeStart';
}

/** 2026-03-04, 04.03.2026 or 04/03/2026: the day first, as every slip of ours has it. */
function readDay(text: string): CalendarDay | null {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/.exec(text) ?? [];
  return parseDay(year ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : text);
}

/** A day, or the business day of a time of it: what was paid at night belongs to the day before. */
export function readMoment(text: string, calendar: BusinessCalendar): CalendarDay | null {
  const [, date = text, time] = /^(\S+) +(\d{1,2}:\d{2})(?::\d{2})?$/.exec(text) ?? [];
  const day = readDay(date);
  if (!day || !time) return day;
  return businessDate(instantOf(day, time.padStart(5, '0'), calendar.timeZone), calendar);
}

/** A state, or one of the tabs that hold several. */
export function readState(word: string): Condition | null {
  const state = say.state(word);
  if (state === null || state === 'all') return null;
  return state === 'open' || state === 'refunded' ? { by: 'tab', tab: state } : { by: 'state', state };
}
