import { expect, test } from 'vitest';
import { differenceAge } from './difference-age.ts';

test('a difference grows from a day over a week and a month to an old one', () => {
  const days = [
    '2026-03-31',
    '2026-03-30',
    '2026-03-29',
    '2026-03-24',
    '2026-03-23',
    '2026-03-01',
    '2026-02-28',
  ];
  expect(days.map((day) => differenceAge(day as `${number}-${number}-${number}`, '2026-03-31'))).toEqual([
    'day',
    'day',
    'week',
    'week',
    'month',
    'month',
    'older',
  ]);
});
