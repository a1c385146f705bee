import { expect, test } from 'vitest';
import { PATIENCE } from '#tests/factories/patience.ts';
import { askingOf, canAsk } from './asking.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 4, 10, 0, seconds));
const patience = PATIENCE;
const row = {
  state: 'unknown' as const,
  device: {
    label: 'Kasa 1',
    branchName: 'Kadıköy',
    canQuery: true,
    resultBy: 'answer' as const,
    aborts: false,
    isOnline: false,
  },
  outcome: { reason: 'deadline', code: null },
  createdAt: at(0),
  sentAt: at(1),
  queryCount: 3,
  firstNotFoundAt: null,
};

test('«no record» counts from the end of the waiting window, which begins when it was sent', () => {
  expect(askingOf(row, patience)).toEqual({ count: 3, countsFrom: at(241), foundNothingAt: null });
  expect(askingOf({ ...row, sentAt: null }, patience)).toMatchObject({ countsFrom: at(240) });
  expect(askingOf({ ...row, firstNotFoundAt: at(250) }, patience)).toMatchObject({ foundNothingAt: at(250) });
});

test('«no record» settles at once what the provider had refused itself', () => {
  const refused = { ...row, outcome: { reason: 'device_busy', code: '380201' } };
  expect(askingOf(refused, patience)).toMatchObject({ countsFrom: null });
});

test('nobody is asked about what has an end, or has not been sent', () => {
  for (const state of ['created', 'sending', 'approved', 'declined', 'failed', 'cancelled'] as const) {
    expect(askingOf({ ...row, state }, patience)).toBeNull();
  }
  expect(askingOf({ ...row, state: 'awaiting', outcome: null }, patience)).toMatchObject({ count: 3 });
});

test('nobody is asked whose provider answers no questions', () => {
  const silent = { ...row, device: { ...row.device, canQuery: false } };
  expect(askingOf(silent, patience)).toBeNull();
  expect(canAsk(silent)).toBe(false);
  expect(canAsk(row)).toBe(true);
  expect(canAsk({ ...row, state: 'sending' })).toBe(false);
});
