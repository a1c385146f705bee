import { expect, test } from 'vitest';
import { longestUnknown, type Unknown } from './unknown.ts';

const sale = (changes: Partial<Unknown>): Unknown => ({
  ...{ id: 'txn_1', kind: 'sale', state: 'approved', fromMs: 1_000, toMs: 9_000 },
  ...changes,
});

test('only the time counts in which the provider could be asked, in one piece', () => {
  expect(longestUnknown([sale({})], [], [])?.ms).toBe(8_000);
  expect(longestUnknown([sale({})], [{ fromMs: 2_000, toMs: 7_500 }], [])?.ms).toBe(1_500);
  const away = [
    { fromMs: 0, toMs: 3_000 },
    { fromMs: 6_500, toMs: 20_000 },
  ];
  expect(longestUnknown([sale({})], away, [])?.ms).toBe(3_500);
});

test('the longest of all counts, but neither what had to wait nor what a jump of the clock met', () => {
  const all = [
    sale({}),
    sale({ id: 'txn_2', toMs: 4_000 }),
    sale({ id: 'txn_3', state: 'failed', toMs: 90_000 }),
  ];
  expect(longestUnknown(all, [], [])).toEqual({ id: 'sale txn_1', ms: 8_000 });
  expect(longestUnknown(all, [], [{ fromMs: 8_000, toMs: 8_500 }])).toEqual({ id: 'sale txn_2', ms: 3_000 });
  expect(longestUnknown([], [], [])).toBeNull();
});
