import {
  addDays,
  type BusinessCalendar,
  businessDayRange,
  type CalendarDay,
  instantOf,
} from '#server/kernel/time.ts';
import { type DemoDevice, kahveDuragi } from './demo-world.ts';
import { createDice, type Dice } from './dice.ts';

const MINUTE_MS = 60_000;

export const calendar: BusinessCalendar = { timeZone: kahveDuragi.timeZone, cutOff: kahveDuragi.cutOff };

type Rush = { at: number; spread: number; weight: number };
type Rhythm = { opens: string; closes: string; factor: number; rushes: readonly [Rush, ...Rush[]] };

/** Minutes after midnight; the morning coffee, lunch and the way home. */
const workday: Rhythm['rushes'] = [
  { at: 8 * 60 + 50, spread: 42, weight: 35 },
  { at: 12 * 60 + 50, spread: 48, weight: 25 },
  { at: 17 * 60 + 10, spread: 75, weight: 27 },
  { at: 14 * 60 + 30, spread: 190, weight: 13 },
];
/** Late breakfast and a long afternoon. */
const weekend: Rhythm['rushes'] = [
  { at: 11 * 60 + 20, spread: 70, weight: 45 },
  { at: 15 * 60 + 40, spread: 95, weight: 38 },
  { at: 19 * 60 + 30, spread: 90, weight: 17 },
];

/** By the sea people come at the weekend; among offices they stay away then. */
const rhythms: readonly { workday: Rhythm; weekend: Rhythm }[] = [
  {
    workday: { opens: '07:30', closes: '22:30', factor: 0.95, rushes: workday },
    weekend: { opens: '08:30', closes: '23:00', factor: 1.22, rushes: weekend },
  },
  {
    workday: { opens: '07:00', closes: '21:30', factor: 1.08, rushes: workday },
    weekend: { opens: '09:00', closes: '20:30', factor: 0.8, rushes: weekend },
  },
];

/** Fewest and most operations of a device on a whole day. */
const CALMEST = 25;
const BUSIEST = 60;

/** When a branch is open on a day. */
export function openingHours(device: DemoDevice, day: CalendarDay): { opens: Date; closes: Date } {
  const { opens, closes } = rhythmOf(device, day);
  return {
    opens: instantOf(day, opens, calendar.timeZone),
    closes: instantOf(day, closes, calendar.timeZone),
  };
}

/** When customers come to a device on a whole day, in order. */
export function customerTimes(device: DemoDevice, day: CalendarDay, dice: Dice): Date[] {
  const rhythm = rhythmOf(device, day);
  const { opens, closes } = openingHours(device, day);
  const midnight = instantOf(day, '00:00', calendar.timeZone).getTime();
  // The weather is the same at every till of a branch.
  const weather = 0.88 + createDice(`weather ${device.branchId} ${day}`).next() * 0.24;
  const wished = Math.round(device.traffic * rhythm.factor * weather * (0.93 + dice.next() * 0.14));
  const count = Math.min(Math.max(wished, CALMEST), BUSIEST);
  const times: Date[] = [];
  while (times.length < count) {
    const rush = dice.pickWeighted(rhythm.rushes);
    const at = new Date(Math.round(midnight + dice.around(rush.at, rush.spread) * MINUTE_MS));
    if (at > opens && at < closes) times.push(at);
  }
  return times.sort((a, b) => a.getTime() - b.getTime());
}

/**
 * Today's customers so far. Somebody who opens the demo before the shop does should still see a day that has begun:
 * then the first customers come in the last hours.
 */
export function customerTimesToday(device: DemoDevice, day: CalendarDay, dice: Dice, now: Date): Date[] {
  const latest = now.getTime() - 2 * MINUTE_MS;
  const usual = customerTimes(device, day, dice).filter((at) => at.getTime() <= latest);
  if (usual.length >= FEWEST_TODAY) return usual;
  const dayBegan = businessDayRange(day, calendar).from.getTime();
  const from = Math.max(dayBegan, latest - 150 * MINUTE_MS);
  const step = (latest - from) / (FEWEST_TODAY + 1);
  const early = Array.from({ length: FEWEST_TODAY }, (_, index) => {
    return new Date(Math.round(from + step * (index + 0.6 + dice.next() * 0.8)));
  });
  return step > 0 ? early : [];
}

const FEWEST_TODAY = 6;

function rhythmOf(device: DemoDevice, day: CalendarDay): Rhythm {
  const branch = kahveDuragi.branches.findIndex((each) => each.id === device.branchId);
  const rhythm = rhythms[branch] ?? rhythms[0];
  if (!rhythm) throw new Error('A branch without opening hours');
  return isWeekend(day) ? rhythm.weekend : rhythm.workday;
}

function isWeekend(day: CalendarDay): boolean {
  return [0, 6].includes(new Date(`${day}T12:00:00Z`).getUTCDay());
}

/** The given number of days that end with a last one, oldest first. */
export function daysUpTo(last: CalendarDay, count: number): CalendarDay[] {
  return Array.from({ length: count }, (_, index) => addDays(last, index - count + 1));
}
