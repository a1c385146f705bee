import { describe, expect, it } from 'vitest';
import { wallClock } from './wall-clock.ts';

describe('the wall clock of a file', () => {
  it.each([
    ['Europe/Istanbul', '2026-03-04T10:05:00Z', '2026-03-04 13:05:00'],
    ['Europe/Istanbul', '2026-03-03T21:00:00Z', '2026-03-04 00:00:00'],
    ['America/Toronto', '2026-03-08T06:59:59Z', '2026-03-08 01:59:59'],
    ['America/Toronto', '2026-03-08T07:00:00Z', '2026-03-08 03:00:00'],
    ['America/Toronto', '2026-11-01T05:59:59Z', '2026-11-01 01:59:59'],
    ['America/Toronto', '2026-11-01T06:00:00Z', '2026-11-01 01:00:00'],
    ['Asia/Kathmandu', '2026-03-04T10:05:00Z', '2026-03-04 15:50:00'],
  ])('of %s shows %s as %s', (zone, at, shown) => {
    expect(wallClock(zone)(String(Date.parse(at)))).toBe(shown);
  });

  it('shows nothing for no instant', () => {
    expect(wallClock('UTC')('')).toBe('');
  });
});
