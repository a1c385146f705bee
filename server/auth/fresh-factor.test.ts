import { expect, it } from 'vitest';
import { isFresh } from './fresh-factor.ts';

it('a factor is fresh for five minutes', () => {
  const given = new Date('2026-03-04T10:00:00Z');
  const after = (ms: number) => isFresh(given, new Date(given.getTime() + ms));
  expect(after(0)).toBe(true);
  expect(after(300_000)).toBe(true);
  expect(after(300_001)).toBe(false);
  // The clock of another server may be a little ahead.
  expect(after(-2_000)).toBe(true);
});
