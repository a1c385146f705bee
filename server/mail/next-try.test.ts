import { expect, test } from 'vitest';
import { nextTry } from './next-try.ts';

test('a letter is tried again ever more patiently, and some five hours later no more', () => {
  const now = new Date('2026-01-01T12:00:00Z');
  const waits = [1, 2, 3, 4, 5].map((tries) => (nextTry(tries, now)?.getTime() ?? 0) - now.getTime());
  expect(waits.every((wait, index) => wait > (waits[index - 1] ?? 0))).toBe(true);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(5 * 3_600_000);
  expect(nextTry(6, now)).toBeNull();
});
