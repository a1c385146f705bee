import { expect, test } from 'vitest';
import { ABSENCE_MS, planHistories, planMishaps, planWeather } from './plan.ts';

function mishapsOf(seed: string, absenceAt: number | null = null) {
  const plan = planMishaps(seed, absenceAt);
  return Array.from({ length: 300 }, () => plan.next().value);
}

test('a seed plays the same wishes, accidents and mishaps again, another one others', () => {
  expect(planHistories('a', 20)).toEqual(planHistories('a', 20));
  expect(planHistories('b', 20)).not.toEqual(planHistories('a', 20));
  expect(mishapsOf('a')).toEqual(mishapsOf('a'));
  expect(mishapsOf('b')).not.toEqual(mishapsOf('a'));
});

test('a history does not change when there are more of them', () => {
  expect(planHistories('a', 40).slice(0, 20)).toEqual(planHistories('a', 20));
});

test('every kind of wish and mishap has its turn, and no worker is there once for longer than an unsent operation lives', () => {
  const wishes = planHistories('a', 200).flatMap((history) => history.wishes);
  const ways = wishes.map((wish) => (wish.kind === 'follow_up' ? wish.by : wish.kind));
  expect(new Set(ways)).toEqual(new Set(['sell', 'sell_in_parts', 'void', 'refund', 'capture', 'close_day']));
  const mishaps = mishapsOf('a', 30).map(({ mishap }) => mishap);
  expect(new Set(mishaps.map((mishap) => mishap.kind)).size).toBe(10);
  expect(mishaps[30]).toEqual({ kind: 'kill_both_workers', aim: null, downMs: ABSENCE_MS });
});

test('every line has every weather in its turn, and the clock jumps both ways', () => {
  const plan = planWeather('a');
  const mishaps = Array.from({ length: 500 }, () => plan.next().value.mishap);
  const weathers = mishaps.flatMap((one) =>
    one.kind === 'spoil_line' ? `${one.to} ${one.weather.kind}` : [],
  );
  expect(new Set(weathers).size).toBe(4 * 5);
  const jumps = mishaps.flatMap((one) => (one.kind === 'shift_clock' ? Math.sign(one.byMs) : []));
  expect(new Set(jumps)).toEqual(new Set([-1, 1]));
});

test('no amount chooses an accident of the sandbox by itself', () => {
  const sales = planHistories('a', 200).flatMap(({ wishes }) =>
    wishes.filter((wish) => wish.kind === 'sell' || wish.kind === 'sell_in_parts'),
  );
  for (const sale of sales) {
    const sum = sale.lines.reduce(
      (all, line) => all + line.quantity * line.unitPriceMinor - line.discountMinor,
      sale.kind === 'sell' ? sale.surchargeMinor : 0,
    );
    expect(sum % 100).toBeLessThanOrEqual(50);
  }
});
