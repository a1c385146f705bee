import { expect, test } from 'vitest';
import type { Condition } from '#db/queries/transaction-conditions.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { withinDays } from '#server/transactions/period.ts';
import { askedOfKept, MOST_DAYS, readPictureRequest } from './read-picture-request.ts';

const calendar = { timeZone: 'Europe/Istanbul', cutOff: '04:00' };
const reader = { today: '2026-03-31', calendar } as const;
const within = (from: CalendarDay | null, to: CalendarDay | null): Condition =>
  withinDays({ from, to }, calendar);

test('without days it is the last seven, and says so', () => {
  expect(readPictureRequest([], reader)).toMatchObject({
    days: { from: '2026-03-25', to: '2026-03-31' },
    isUsual: true,
  });
});

test('days that have no end go up to today', () => {
  expect(readPictureRequest([within('2026-03-01', null)], reader)).toMatchObject({
    days: { from: '2026-03-01', to: '2026-03-31' },
    isUsual: false,
  });
});

test('what begins nowhere, or is longer than is read, is refused', () => {
  expect(readPictureRequest([within(null, '2026-03-01')], reader)).toBe('tooLong');
  expect(readPictureRequest([within('2025-12-29', null)], reader)).toBe('tooLong');
  expect(MOST_DAYS).toBe(92);
  expect(readPictureRequest([within('2025-12-30', null)], reader)).not.toBe('tooLong');
});

test('days that are asked for twice are those in both', () => {
  const filter = [within('2026-03-01', '2026-03-20'), within('2026-03-10', null)];
  expect(readPictureRequest(filter, reader)).toMatchObject({
    days: { from: '2026-03-10', to: '2026-03-20' },
  });
});

test('kept sums answer for days, currencies, devices and acquirers, and for nothing else', () => {
  const days = within('2026-03-01', null);
  expect(askedOfKept([days, { by: 'currency', currency: 'TRY' }])).toEqual({
    deviceIds: null,
    acquirerIds: null,
  });
  expect(askedOfKept([days, { by: 'device', ids: [] }, { by: 'acquirer', ids: ['0012'] }])).toEqual({
    deviceIds: [],
    acquirerIds: ['0012'],
  });
  expect(askedOfKept([days, { by: 'hour', hour: 1, timeZone: 'UTC' }])).toBe('notKept');
  expect(askedOfKept([days, { by: 'device', ids: [] }, { by: 'device', ids: [] }])).toBe('notKept');
});
