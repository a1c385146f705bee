import { expect, test } from 'vitest';
import type { PictureSum } from '#db/queries/picture-sums.ts';
import { sumTakings, takingsBy } from './takings.ts';

const frame = {
  days: { from: '2026-03-01', to: '2026-03-03' },
  calendar: { timeZone: 'Europe/Istanbul', cutOff: '04:00' },
} as const;

function sum(overrides: Partial<PictureSum>): PictureSum {
  return {
    side: 'day',
    value: '2026-03-01',
    kind: 'sale',
    currency: 'TRY',
    count: 1,
    amountMinor: 100,
    ...overrides,
  };
}

test('what went back stands beside what was taken and is never taken off it quietly', () => {
  const sums = [
    sum({ count: 2, amountMinor: 700 }),
    sum({ kind: 'capture', amountMinor: 50 }),
    sum({ kind: 'refund', amountMinor: 200 }),
    sum({ kind: 'void', amountMinor: 300 }),
  ];
  expect(takingsBy('day', sums, 'TRY', frame)[0]).toEqual({
    value: '2026-03-01',
    takenCount: 3,
    takenMinor: 750,
    backCount: 2,
    backMinor: 500,
    netMinor: 250,
  });
});

test('a hold and its release are no takings', () => {
  const sums = [
    sum({ side: 'card', value: 'credit', kind: 'preauthorization' }),
    sum({ side: 'card', value: 'credit', kind: 'release' }),
  ];
  expect(takingsBy('card', sums, 'TRY', frame)).toEqual([]);
});

test('one currency is shown, whatever else there is', () => {
  const sums = [sum({ currency: 'EUR', amountMinor: 9_000 }), sum({})];
  expect(sumTakings(takingsBy('day', sums, 'TRY', frame)).takenMinor).toBe(100);
});

test('every day is there, also one on which nothing happened', () => {
  expect(takingsBy('day', [], 'TRY', frame).map((one) => one.value)).toEqual([
    '2026-03-01',
    '2026-03-02',
    '2026-03-03',
  ]);
});

test('the hours begin with that of the business day, so that the night stands at its end', () => {
  const hours = takingsBy('hour', [], 'TRY', frame).map((one) => one.value);
  expect([hours[0], hours.at(-1), new Set(hours).size]).toEqual(['4', '3', 24]);
});

test('devices stand by what they took, the largest first', () => {
  const sums = [
    sum({ side: 'device', value: 'b', amountMinor: 5 }),
    sum({ side: 'device', value: 'a', amountMinor: 9 }),
  ];
  expect(takingsBy('device', sums, 'TRY', frame).map((one) => one.value)).toEqual(['a', 'b']);
});
