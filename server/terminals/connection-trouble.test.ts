import { expect, test } from 'vitest';
import { connectionTroubles } from './connection-trouble.ts';

const since = new Date('2026-03-04T10:00:00Z');

test('a refused login comes before a wrong clock, which may be why it was refused', () => {
  expect(connectionTroubles({ lastRefusedAt: since, clockOffsetMs: 600_000 })).toEqual([
    { kind: 'refused', since },
    { kind: 'clock', offsetMs: 600_000 },
  ]);
  expect(connectionTroubles({ lastRefusedAt: null, clockOffsetMs: -31_000 })).toEqual([
    { kind: 'clock', offsetMs: -31_000 },
  ]);
});

test('nothing is wrong while the credentials stand and the clocks agree or nobody told the time', () => {
  for (const clockOffsetMs of [null, 0, 30_000, -30_000]) {
    expect(connectionTroubles({ lastRefusedAt: null, clockOffsetMs })).toEqual([]);
  }
});
