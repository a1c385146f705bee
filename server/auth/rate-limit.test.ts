import { describe, expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

const at = (seconds: number) => new Date(Date.UTC(2031, 0, 1) + seconds * 1000);

describe('a rate limit', () => {
  test('lets the burst through, then as many as flow back', () => {
    const limit = createRateLimit({ burst: 3, perMinute: 60 });
    expect([0, 0, 0, 0].map((second) => limit.take('a', at(second)))).toEqual([true, true, true, false]);
    expect(limit.take('a', at(0.5))).toBe(false);
    expect(limit.take('a', at(1))).toBe(true);
    expect(limit.take('a', at(1))).toBe(false);
  });

  test('never saves up more than the burst', () => {
    const limit = createRateLimit({ burst: 2, perMinute: 60 });
    limit.take('a', at(0));
    expect([3600, 3600, 3600].map((second) => limit.take('a', at(second)))).toEqual([true, true, false]);
  });

  test('counts each key for itself', () => {
    const limit = createRateLimit({ burst: 1, perMinute: 1 });
    expect([limit.take('a', at(0)), limit.take('b', at(0)), limit.take('a', at(0))]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('gives and takes nothing when the clock is set back', () => {
    const limit = createRateLimit({ burst: 2, perMinute: 60 });
    limit.take('a', at(100));
    expect(limit.take('a', at(0))).toBe(true);
    expect(limit.take('a', at(0))).toBe(false);
  });

  test('forgets the keys used longest ago instead of growing for ever', () => {
    const limit = createRateLimit({ burst: 1, perMinute: 1 });
    limit.take('first', at(0));
    limit.take('kept', at(0));
    for (let n = 0; n < 9_999; n++) limit.take(`other ${n}`, at(0));
    expect(limit.take('kept', at(0))).toBe(false);
    expect(limit.take('first', at(0))).toBe(true);
  });
});
