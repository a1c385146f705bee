import { describe, expect, it } from 'vitest';
import { daysOfPeriod, PERIODS, withinDays } from './period.ts';

const istanbul = { timeZone: 'Europe/Istanbul', cutOff: '04:00' };

describe('a period', () => {
  it('is counted in business days and moves on with them', () => {
    const days = PERIODS.map((period) => Object.values(daysOfPeriod(period, '2026-03-01')));
    expect(days).toEqual([
      ['2026-03-01', '2026-03-01'],
      ['2026-02-28', '2026-02-28'],
      ['2026-02-23', '2026-03-01'],
      ['2026-03-01', '2026-03-01'],
      ['2026-02-01', '2026-02-28'],
    ]);
  });

  it('crosses the end of a year', () => {
    expect(daysOfPeriod('lastMonth', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  });

  it('says between which instants what ended in it was started, a day early and late for the cut-off', () => {
    expect(withinDays({ from: '2026-03-01', to: '2026-03-02' }, istanbul)).toMatchObject({
      started: { from: new Date('2026-02-27T01:00:00Z'), to: new Date('2026-03-04T01:00:00Z') },
    });
    expect(withinDays({ from: null, to: null }, istanbul)).toMatchObject({
      started: { from: null, to: null },
    });
  });
});
