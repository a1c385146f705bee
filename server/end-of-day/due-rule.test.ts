import { describe, expect, it } from 'vitest';
import type { ClosePlan } from './close-hour.ts';
import { longestDue, type Unclosed, waitsFrom } from './due-rule.ts';

const at = (text: string) => new Date(text);
const byDevice = {
  batchClosedBy: 'device' as const,
  accountingCalendar: { timeZone: 'Europe/Istanbul', cutOff: '00:00' },
};
const byBank = {
  batchClosedBy: 'bank' as const,
  accountingCalendar: { timeZone: 'America/Toronto', cutOff: '00:00' },
};
const plan: ClosePlan = {
  hour: '23:00',
  timeZone: 'Europe/Istanbul',
  isOwn: false,
  isScheduled: false,
  setAt: null,
};
const open: Unclosed = { state: 'open', openedAt: at('2026-03-04T08:00:00Z'), bankDate: null };
const ended: Unclosed = { state: 'ended', openedAt: at('2026-03-04T15:00:00Z'), bankDate: '2026-03-04' };

describe('a batch waits to be closed', () => {
  it('from its first operation where the device closes', () => {
    expect(waitsFrom(open, byDevice)).toEqual(open.openedAt);
    expect(waitsFrom({ ...open, state: 'closing_unknown' }, byDevice)).toEqual(open.openedAt);
  });

  it('from the end of its day at the bank where that closes, and not before', () => {
    expect(waitsFrom(open, byBank)).toBeNull();
    expect(waitsFrom(ended, byBank)).toEqual(at('2026-03-05T05:00:00Z'));
  });

  it('no longer while it is being closed, or once it is', () => {
    expect(waitsFrom({ ...open, state: 'closing' }, byDevice)).toBeNull();
    expect(waitsFrom({ ...open, state: 'closed' }, byDevice)).toBeNull();
  });
});

describe('a device', () => {
  it('is due when its hour has come, by the batch that waits longest', () => {
    const before = at('2026-03-04T19:59:00Z');
    expect(longestDue([open], byDevice, plan, before)).toBeNull();
    expect(longestDue([open], byDevice, plan, at('2026-03-04T20:00:00Z'))).toEqual({
      batch: open,
      since: at('2026-03-04T20:00:00Z'),
    });
    const older: Unclosed = { ...ended, openedAt: at('2026-03-03T15:00:00Z'), bankDate: '2026-03-03' };
    expect(longestDue([ended, older], byBank, plan, at('2026-03-06T12:00:00Z'))).toEqual({
      batch: older,
      since: at('2026-03-04T20:00:00Z'),
    });
  });

  it('without a batch is never due', () => {
    expect(longestDue([], byDevice, plan, at('2026-03-06T12:00:00Z'))).toBeNull();
  });
});
