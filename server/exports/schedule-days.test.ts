import { describe, expect, it } from 'vitest';
import { daysDue, nextDue } from './schedule-days.ts';

const istanbul = { timeZone: 'Europe/Istanbul', cutOff: '04:00' };
const montreal = { timeZone: 'America/Toronto', cutOff: '04:00' };
const next = (after: string, cadence: 'daily' | 'weekly' | 'monthly', hour = 8, calendar = istanbul) =>
  nextDue(new Date(after), { cadence, hour }, calendar).toISOString();

describe('a file is due', () => {
  it('at its hour of the merchant’s zone, today if that is still to come', () => {
    expect(next('2026-03-04T04:59:00Z', 'daily')).toBe('2026-03-04T05:00:00.000Z');
    expect(next('2026-03-04T05:00:00Z', 'daily')).toBe('2026-03-05T05:00:00.000Z');
    expect(next('2026-03-04T22:30:00Z', 'daily')).toBe('2026-03-05T05:00:00.000Z');
  });

  it('on Mondays, or on the first of a month', () => {
    expect(next('2026-03-04T10:00:00Z', 'weekly')).toBe('2026-03-09T05:00:00.000Z');
    expect(next('2026-03-04T10:00:00Z', 'monthly')).toBe('2026-04-01T05:00:00.000Z');
    expect(next('2026-12-31T10:00:00Z', 'monthly')).toBe('2027-01-01T05:00:00.000Z');
  });

  it('at the same hour on either side of a change of the clocks', () => {
    expect(next('2026-03-07T20:00:00Z', 'daily', 8, montreal)).toBe('2026-03-08T12:00:00.000Z');
    expect(next('2026-03-07T02:00:00Z', 'daily', 8, montreal)).toBe('2026-03-07T13:00:00.000Z');
  });
});

describe('the days of a file', () => {
  const at = (text: string) => new Date(text);

  it('are the business days that are over', () => {
    expect(daysDue(at('2026-03-04T05:00:00Z'), 'daily', istanbul)).toEqual({
      from: '2026-03-03',
      to: '2026-03-03',
    });
    expect(daysDue(at('2026-03-09T05:00:00Z'), 'weekly', istanbul)).toEqual({
      from: '2026-03-02',
      to: '2026-03-08',
    });
    expect(daysDue(at('2026-04-01T05:00:00Z'), 'monthly', istanbul)).toEqual({
      from: '2026-03-01',
      to: '2026-03-31',
    });
  });

  it('are those before the one that still goes on before the cut-off', () => {
    expect(daysDue(at('2026-03-04T00:00:00Z'), 'daily', istanbul)).toEqual({
      from: '2026-03-02',
      to: '2026-03-02',
    });
  });
});
