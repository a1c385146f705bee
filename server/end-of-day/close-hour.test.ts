import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closePlanOf, dueSince, lastHour, nextHour } from './close-hour.ts';

const istanbul = { hour: '23:00', timeZone: 'Europe/Istanbul' };
const paris = (hour: string) => ({ hour, timeZone: 'Europe/Paris' });
const calendar = { timeZone: 'Europe/Istanbul', cutOff: '04:00' };
const at = (text: string) => new Date(text);

describe('the hour of a device', () => {
  it('is the one of the merchant’s wall clock, whatever UTC says', () => {
    expect(lastHour(at('2026-03-04T20:00:00Z'), istanbul)).toEqual(at('2026-03-04T20:00:00Z'));
    expect(lastHour(at('2026-03-04T19:59:59Z'), istanbul)).toEqual(at('2026-03-03T20:00:00Z'));
    expect(nextHour(at('2026-03-04T20:00:00Z'), istanbul)).toEqual(at('2026-03-05T20:00:00Z'));
  });

  it('comes on the day on which the clocks leave it out, at the hour they jump to', () => {
    expect(nextHour(at('2026-03-28T12:00:00Z'), paris('02:30'))).toEqual(at('2026-03-29T01:30:00Z'));
    expect(nextHour(at('2026-03-29T01:30:00Z'), paris('02:30'))).toEqual(at('2026-03-30T00:30:00Z'));
  });

  it('comes once on the day on which the clocks have it twice', () => {
    const first = nextHour(at('2026-10-24T12:00:00Z'), paris('02:30'));
    expect(first).toEqual(at('2026-10-25T01:30:00Z'));
    expect(lastHour(at('2026-10-25T01:29:59Z'), paris('02:30'))).toEqual(at('2026-10-24T00:30:00Z'));
    expect(nextHour(first, paris('02:30'))).toEqual(at('2026-10-26T01:30:00Z'));
  });

  it('comes once between any two of its times, a day apart but for an hour', () => {
    const zones = fc.constantFrom(
      'Europe/Istanbul',
      'Europe/Paris',
      'America/Toronto',
      'Australia/Lord_Howe',
    );
    const hours = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const instants = fc.date({ min: at('2024-01-01'), max: at('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(zones, hours, instants, (timeZone, hour, now) => {
        const [last, next] = [lastHour(now, { timeZone, hour }), nextHour(now, { timeZone, hour })];
        expect(last <= now && now < next).toBe(true);
        expect(nextHour(last, { timeZone, hour })).toEqual(next);
        expect(Math.abs(next.getTime() - last.getTime() - 24 * 3_600_000)).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });
});

describe('a batch', () => {
  it('is due from the first hour after it was opened, however late it gets', () => {
    const opened = at('2026-03-04T08:00:00Z');
    expect(dueSince(opened, istanbul, at('2026-03-04T19:59:00Z'))).toBeNull();
    expect(dueSince(opened, istanbul, at('2026-03-04T20:00:00Z'))).toEqual(at('2026-03-04T20:00:00Z'));
    expect(dueSince(opened, istanbul, at('2026-03-09T08:00:00Z'))).toEqual(at('2026-03-04T20:00:00Z'));
  });

  it('that was opened after the hour is due on the next day', () => {
    const opened = at('2026-03-04T20:00:01Z');
    expect(dueSince(opened, istanbul, at('2026-03-05T19:00:00Z'))).toBeNull();
    expect(dueSince(opened, istanbul, at('2026-03-05T20:00:00Z'))).toEqual(at('2026-03-05T20:00:00Z'));
  });
});

describe('the plan of a device', () => {
  const [monday, tuesday] = [at('2026-03-02T09:00:00Z'), at('2026-03-03T09:00:00Z')];

  it('is its own hour, else the merchant’s usual one, else when the next business day begins', () => {
    const own = { hour: '22:15', isScheduled: false, setAt: monday };
    const usual = { hour: '23:30', setAt: tuesday };
    expect(closePlanOf(own, usual, calendar)).toMatchObject({ hour: '22:15', isOwn: true, setAt: monday });
    expect(closePlanOf({ ...own, hour: null }, usual, calendar)).toMatchObject({
      hour: '23:30',
      isOwn: false,
      setAt: tuesday,
    });
    expect(closePlanOf(null, null, calendar)).toEqual({
      hour: '04:00',
      timeZone: 'Europe/Istanbul',
      isOwn: false,
      isScheduled: false,
      setAt: null,
    });
  });
});
