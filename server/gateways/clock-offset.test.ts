import { expect, test } from 'vitest';
import { clockOffset, isClockOff } from './clock-offset.ts';

const NOON = Date.parse('2026-01-01T12:00:00Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000);
const call = (from: number, to: number) => ({ from: at(from), to: at(to) });

test.each([
  ['within a short call, the clocks agree', 1, call(0, 2), 0],
  ['at its very beginning', 0, call(0, 2), 0],
  ['at its very end', 2, call(0, 2), 0],
  ['after its end, by so much the provider is ahead', 42, call(0, 2), 40_000],
  ['before its beginning, by so much it is behind', -600, call(0, 2), -600_000],
  ['after a call of a minute, which cannot explain what comes after it', 100, call(0, 60), 40_000],
  ['within a call of a minute, which might hide half a minute: nothing is known', 30, call(0, 60), null],
  ['when our own clock was set back during the call, by what it is before', -5, call(0, -2), -5000],
])('F15 a time told %s', (_when, told, during, expected) => {
  expect(clockOffset(at(told), during)).toBe(expected);
});

test('F15 thirty seconds either way are borne, more are not, and nothing known is no alert', () => {
  expect([30_000, -30_000, 0, null].map(isClockOff)).toEqual([false, false, false, false]);
  expect([30_001, -30_001].map(isClockOff)).toEqual([true, true]);
});
