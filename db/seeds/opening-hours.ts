import {
  addDays,
  type BusinessCalendar,
  businessDayRange,
  type CalendarDay,
  instantOf,
} from '#server/kernel/time.ts';
import type { Rhythm } from './demo-shapes.ts';
import { createDice, type Dice } from './dice.ts';
import { calendarOf, type Till } from './operation.ts';

const MINUTE_MS = 60_000;

type Rush = { at: number; spread: number; weight: number };
type Hours = { opens: string; closes: string; factor: number; rushes: readonly [Rush, ...Rush[]] };

/** Minutes after midnight; the morning coffee, lunch and the way home. */
const workday: Hours['rushes'] = [
  { at: 8 * 60 + 50, spread: 42, weight: 35 },
  { at: 12 * 60 + 50, spread: 48, weight: 25 },
  { at: 17 * 60 + 10, spread: 75, weight: 27 },
  { at: 14 * 60 + 30, spread: 190, weight: 13 },
];
/** Late breakfast and a long afternoon. */
const weekend: Hours['rushes'] = [
  { at: 11 * 60 + 20, spread: 70, weight: 45 },
  { at: 15 * 60 + 40, spread: 95, weight: 38 },
  { at: 19 * 60 + 30, spread: 90, weight: 17 },
];

/** Bread in the morning, soup at noon, and what is left for supper. */
const baking: Hours['rushes'] = [
  { at: 8 * 60 + 10, spread: 50, weight: 38 },
  { at: 12 * 60 + 20, spread: 45, weight: 30 },
  { at: 16 * 60 + 45, spread: 55, weight: 32 },
];

/** By the sea people come at the weekend; among offices they stay away then. */
const rhythms: Readonly<Record<Rhythm, Days>> = {
  seaside: {
    busiest: 60,
    calmest: 25,
    workday: { opens: '07:30', closes: '22:30', factor: 0.95, rushes: workday },
    weekend: { opens: '08:30', closes: '23:00', factor: 1.22, rushes: weekend },
  },
  offices: {
    busiest: 60,
    calmest: 25,
    workday: { opens: '07:00', closes: '21:30', factor: 1.08, rushes: workday },
    weekend: { opens: '09:00', closes: '20:30', factor: 0.8, rushes: weekend },
  },
  bakery: {
    busiest: 34,
    calmest: 8,
    workday: { opens: '06:30', closes: '18:30', factor: 0.96, rushes: baking },
    weekend: { opens: '07:00', closes: '17:30', factor: 1.2, rushes: baking },
  },
};

type Days = {
  workday: Hours;
  weekend: Hours;
  /** Fewest and most operations of a device on a whole day. */
  calmest: number;
  busiest: number;
};

/** When a branch is open on a day. */
export function openingHours(till: Till, day: CalendarDay): { opens: Date; closes: Date } {
  const { opens, closes } = hoursOf(till, day);
  const { timeZone } = till.merchant;
  return { opens: instantOf(day, opens, timeZone), closes: instantOf(day, closes, timeZone) };
}

/** When customers come to a device on a whole day, in order. */
export function customerTimes(till: Till, day: CalendarDay, dice: Dice): Date[] {
  const { factor, rushes } = hoursOf(till, day);
  const { calmest, busiest } = daysOf(till);
  const { opens, closes } = openingHours(till, day);
  const midnight = instantOf(day, '00:00', till.merchant.timeZone).getTime();
  // The weather is the same at every till of a branch.
  const weather = 0.88 + createDice(`weather ${till.branchId} ${day}`).next() * 0.24;
  const wished = Math.round(till.traffic * factor * weather * (0.93 + dice.next() * 0.14));
  const count = Math.min(Math.max(wished, calmest), busiest);
  const times: Date[] = [];
  while (times.length < count) {
    const rush = dice.pickWeighted(rushes);
    const at = new Date(Math.round(midnight + dice.around(rush.at, rush.spread) * MINUTE_MS));
    if (at > opens && at < closes) times.push(at);
  }
  return times.sort((a, b) => a.getTime() - b.getTime());
}

/**
 * Today's customers so far. Somebody who opens the demo before the shop does should still see a day that has begun:
 * then the first customers come in the last hours.
 */
export function customerTimesToday(till: Till, day: CalendarDay, dice: Dice, now: Date): Date[] {
  const latest = now.getTime() - 2 * MINUTE_MS;
  const usual = customerTimes(till, day, dice).filter((at) => at.getTime() <= latest);
  if (usual.length >= FEWEST_TODAY) return usual;
  const dayBegan = businessDayRange(day, dayCalendarOf(till)).from.getTime();
  const from = Math.max(dayBegan, latest - 150 * MINUTE_MS);
  const step = (latest - from) / (FEWEST_TODAY + 1);
  const early = Array.from({ length: FEWEST_TODAY }, (_, index) => {
    return new Date(Math.round(from + step * (index + 0.6 + dice.next() * 0.8)));
  });
  return step > 0 ? early : [];
}

const FEWEST_TODAY = 6;

/** By what the days of a device are told apart: the bank's where the bank ends them, else the business day. */
export function dayCalendarOf({ connection, merchant }: Till): BusinessCalendar {
  return connection.provider === 'interpay' ? connection.bank : calendarOf(merchant);
}

function hoursOf(till: Till, day: CalendarDay): Hours {
  const { weekend, workday } = daysOf(till);
  return isWeekend(day) ? weekend : workday;
}

function daysOf({ branchId, merchant }: Till): Days {
  const branch = merchant.branches.find((each) => each.id === branchId);
  if (!branch) throw new Error('A device without a branch');
  return rhythms[branch.rhythm];
}

function isWeekend(day: CalendarDay): boolean {
  return [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
}

/** The given number of days that end with a last one, oldest first. */
export function daysUpTo(last: CalendarDay, count: number): CalendarDay[] {
  return Array.from({ length: count }, (_, index) => addDays(last, index - count + 1));
}
