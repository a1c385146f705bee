import { describe, expect, it } from 'vitest';
import { SCHEDULE_LATE_MS, SCHEDULE_WAITS_MS, type ScheduledDevice, scheduleStep } from './schedule-rule.ts';

const HOUR = new Date('2026-03-04T20:00:00Z');
const later = (ms: number) => new Date(HOUR.getTime() + ms);
const device: ScheduledDevice = {
  plan: {
    hour: '23:00',
    timeZone: 'Europe/Istanbul',
    isOwn: true,
    isScheduled: true,
    setAt: new Date('2026-03-01T10:00:00Z'),
  },
  isEnabled: true,
  closesByRequest: true,
  batch: { openedAt: new Date('2026-03-04T07:00:00Z') },
  isHeld: false,
};
const planned = (changes: Partial<ScheduledDevice['plan']>) => ({
  ...device,
  plan: { ...device.plan, ...changes },
});

describe('the schedule of a device', () => {
  it('asks at its hour, and not before', () => {
    expect(scheduleStep(device, later(-1))).toEqual({ do: 'nothing' });
    expect(scheduleStep(device, HOUR)).toEqual({ do: 'ask', scheduledFor: HOUR });
    expect(scheduleStep(device, later(60_000))).toEqual({ do: 'ask', scheduledFor: HOUR });
  });

  it('is off unless somebody switched it on', () => {
    expect(scheduleStep(planned({ isScheduled: false }), HOUR)).toEqual({ do: 'nothing' });
  });

  it('that was set after the hour begins with the next one', () => {
    const late = planned({ setAt: later(60_000) });
    expect(scheduleStep(late, later(120_000))).toEqual({ do: 'nothing' });
    expect(scheduleStep(late, later(24 * 3_600_000))).toMatchObject({ do: 'ask' });
  });

  it('asks nothing of a connection whose bank closes, nor of a device that is switched off', () => {
    expect(scheduleStep({ ...device, closesByRequest: false }, HOUR)).toEqual({ do: 'nothing' });
    expect(scheduleStep({ ...device, isEnabled: false }, HOUR)).toEqual({ do: 'nothing' });
  });

  it('closes nothing where nothing was approved before the hour', () => {
    expect(scheduleStep({ ...device, batch: null }, HOUR)).toEqual({ do: 'nothing' });
    const young = { ...device, batch: { openedAt: later(1_000) } };
    expect(scheduleStep(young, later(60_000))).toEqual({ do: 'nothing' });
  });

  it('waits for who is paying at the hour, but not for ever', () => {
    const held = { ...device, isHeld: true };
    expect(scheduleStep(held, HOUR)).toEqual({ do: 'wait', scheduledFor: HOUR });
    expect(scheduleStep(held, later(SCHEDULE_WAITS_MS))).toEqual({ do: 'ask', scheduledFor: HOUR });
  });

  it('closes no device in the middle of a day because nobody was there at its hour', () => {
    expect(scheduleStep(device, later(SCHEDULE_LATE_MS - 1))).toMatchObject({ do: 'ask' });
    expect(scheduleStep(device, later(SCHEDULE_LATE_MS))).toEqual({ do: 'nothing' });
  });
});
