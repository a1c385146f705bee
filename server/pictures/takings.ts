import type { PictureSide, PictureSum } from '#db/queries/picture-sums.ts';
import { netOf } from '#server/batches/net.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { addDays, type BusinessCalendar } from '#server/kernel/time.ts';
import type { PictureDays } from './read-picture-request.ts';

/**
 * What was taken (sales and captures) and what went back (refunds and voids) under one value of a side, each with its number;
 * `netMinor` is the difference. Minor units, none of them below zero but the net.
 */
export type Takings = {
  value: string;
  takenCount: number;
  takenMinor: number;
  backCount: number;
  backMinor: number;
  netMinor: number;
};

/** Where the days begin and end, and with which hour each of them begins. */
type Frame = { days: PictureDays; calendar: BusinessCalendar };

/**
 * One currency of some sums by a side. Days and hours are all there, in their order, the hours from the one in which the
 * business day begins; of everything else those with something in them, the largest first.
 */
export function takingsBy(
  side: PictureSide,
  sums: readonly PictureSum[],
  currency: CurrencyCode,
  frame: Frame,
): Takings[] {
  const ofSide = sums.filter((sum) => sum.side === side && sum.currency === currency);
  const byValue = Map.groupBy(ofSide, (sum) => sum.value);
  const order = orderOf(side, frame);
  if (order) return order.map((value) => toTakings(value, byValue.get(value) ?? [], currency));
  return [...byValue]
    .map(([value, group]) => toTakings(value, group, currency))
    .filter(({ takenCount, backCount }) => takenCount + backCount > 0)
    .sort((a, b) => b.takenMinor - a.takenMinor || (a.value < b.value ? -1 : 1));
}

/** The sums of everything of a side: a line under its table. */
export function sumTakings(all: readonly Takings[]): Omit<Takings, 'value'> {
  return all.reduce<Omit<Takings, 'value'>>(
    (sum, one) => ({
      takenCount: sum.takenCount + one.takenCount,
      takenMinor: sum.takenMinor + one.takenMinor,
      backCount: sum.backCount + one.backCount,
      backMinor: sum.backMinor + one.backMinor,
      netMinor: sum.netMinor + one.netMinor,
    }),
    { takenCount: 0, takenMinor: 0, backCount: 0, backMinor: 0, netMinor: 0 },
  );
}

function toTakings(value: string, sums: readonly PictureSum[], currency: CurrencyCode): Takings {
  const net = netOf(sums, currency);
  return {
    value,
    takenCount: net.saleCount + net.captureCount,
    takenMinor: net.saleMinor + net.captureMinor,
    backCount: net.refundCount + net.voidCount,
    backMinor: net.refundMinor + net.voidMinor,
    netMinor: net.netMinor,
  };
}

function orderOf(side: PictureSide, { days, calendar }: Frame): string[] | null {
  if (side === 'hour') {
    const first = Number(calendar.cutOff.slice(0, 2));
    return Array.from({ length: 24 }, (_none, after) => String((first + after) % 24));
  }
  if (side !== 'day') return null;
  const order: string[] = [];
  for (let day = days.from; day <= days.to; day = addDays(day, 1)) order.push(day);
  return order;
}
