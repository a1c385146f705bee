import { expect, test } from 'vitest';
import { readLinkFilter } from './list-links.ts';
import { readPayoutRange } from './list-payouts.ts';

const calendar = { timeZone: 'Europe/Istanbul', cutOff: '04:00' };
const ctx = {
  clock: { now: () => new Date('2026-05-13T12:00:00Z') },
  merchant: { calendar } as Parameters<typeof readPayoutRange>[0]['merchant'],
};
const read = (from?: string, to?: string) => readPayoutRange(ctx, { from, to });

test('the payouts of the next month are shown unless other days are asked for', () => {
  expect(read()).toEqual({ range: { from: '2026-05-13', to: '2026-06-12' }, isUnderstood: true });
  expect(read('2026-04-01', '2026-04-30').range).toEqual({ from: '2026-04-01', to: '2026-04-30' });
});

test.each([
  ['2026-05-20', '2026-05-19'],
  ['2026-02-30', '2026-03-01'],
  ['2025-01-01', '2026-12-31'],
  ['yesterday', '2026-05-19'],
])('days that are none are said, and the usual ones shown: %s to %s', (from, to) => {
  expect(read(from, to)).toEqual({ range: read().range, isUnderstood: false });
});

test('a list holds a tab or the payments of one payout, and everything where the address says neither', () => {
  const filter = (state?: string, payout?: string) => readLinkFilter({ state, payout });
  expect(filter()).toEqual({ tab: 'all' });
  expect(filter('paid')).toEqual({ tab: 'paid' });
  expect(filter('no such', '2026-02-30')).toEqual({ tab: 'all' });
  expect(filter('paid', '2026-05-21')).toEqual({ payoutDay: '2026-05-21' });
  expect(filter(undefined, 'none')).toEqual({ payoutDay: null });
});
