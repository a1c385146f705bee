import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heightOn, labelEvery, scaleOf } from './scale.ts';

test('a scale begins at zero and ends at a round line above the largest value', () => {
  expect(scaleOf(7_340)).toEqual({ top: 8_000, bottom: 0, ticks: [0, 2_000, 4_000, 6_000, 8_000] });
});

test('what went back stands below zero, on the same steps', () => {
  expect(scaleOf(90, 15)).toEqual({ top: 100, bottom: 50, ticks: [-50, 0, 50, 100] });
});

test('nothing still has a scale', () => {
  expect(scaleOf(0)).toEqual({ top: 1, bottom: 0, ticks: [0, 1] });
});

test('whatever the values: all of them fit, zero is a line, and there are few lines', () => {
  const amount = fc.integer({ min: 0, max: 999_999_999_999 });
  fc.assert(
    fc.property(amount, amount, (up, down) => {
      const scale = scaleOf(up, down);
      expect(scale.top).toBeGreaterThanOrEqual(up);
      expect(scale.bottom).toBeGreaterThanOrEqual(down);
      expect(scale.ticks).toContain(0);
      expect(scale.ticks.length).toBeLessThanOrEqual(8);
      expect(heightOn(scale, -scale.bottom)).toBe(0);
      expect(heightOn(scale, scale.top)).toBe(1);
    }),
  );
});

test('labels stand far enough from each other', () => {
  expect([labelEvery(7, 8), labelEvery(24, 8), labelEvery(92, 7)]).toEqual([1, 3, 14]);
});
