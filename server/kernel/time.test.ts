import { describe, expect, test } from 'vitest';
import { addDays, businessDate, businessDayRange, dayIn, instantOf, parseDay } from './time.ts';

const istanbul = { timeZone: 'Europe/Istanbul', cutOff: '04:00' };
const toronto = { timeZone: 'America/Toronto', cutOff: '00:00' };

describe('the business day', () => {
  test.each([
    ['2026-01-02T00:59:59Z', '2026-01-01'],
    ['2026-01-02T01:00:00Z', '2026-01-02'],
    ['2026-01-01T21:30:00Z', '2026-01-01'],
  ])('at %s in Istanbul with a cut-off at four is %s', (at, day) => {
    expect(businessDate(new Date(at), istanbul)).toBe(day);
  });

  test('changes at local midnight when the cut-off is midnight, whatever UTC says', () => {
    expect(businessDate(new Date('2026-03-01T04:59:59Z'), toronto)).toBe('2026-02-28');
    expect(businessDate(new Date('2026-03-01T05:00:00Z'), toronto)).toBe('2026-03-01');
  });

  test('has 23 hours where the clocks go forward', () => {
    const { from, to } = businessDayRange('2026-03-08', toronto);
    expect((to.getTime() - from.getTime()) / 3_600_000).toBe(23);
  });
});

test('days are counted over months, years and leap days', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

test.each(['2026-02-30', '0000-01-01', '9999-01-01', '2026-1-1', '20260101', '', 'today'])(
  '%j is no day',
  (text) => {
    expect(parseDay(text)).toBeNull();
  },
);

test('a wall clock names one instant of its zone', () => {
  expect(instantOf('2026-07-01', '09:30', 'Europe/Istanbul').toISOString()).toBe('2026-07-01T06:30:00.000Z');
  expect(dayIn(new Date('2026-06-30T21:00:00Z'), 'Europe/Istanbul')).toBe('2026-07-01');
});
