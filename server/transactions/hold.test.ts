import { describe, expect, test } from 'vitest';
import { type HoldObstacle, holdOf } from './hold.ts';
import type { SaleBalance } from './money-back.ts';

const hold: SaleBalance = {
  kind: 'preauthorization',
  state: 'approved',
  amountMinor: 10_000,
  keptMinor: 0,
  refundedMinor: 0,
  refundReservedMinor: 0,
  isVoidStarted: false,
  isVoided: false,
  isVoidRefused: false,
  isNeverVoided: false,
  isCaptureStarted: false,
  isCaptured: false,
  providerDate: '2026-03-01',
  batchState: 'open',
  part: null,
};
const today = '2026-03-01' as const;

describe('a hold', () => {
  test('of today in an open batch can be captured up to its amount, or released', () => {
    expect(holdOf(hold, today)).toEqual({
      capture: { isPossible: true, heldMinor: 10_000 },
      release: { isPossible: true },
    });
  });

  test.each<[HoldObstacle, Partial<SaleBalance>]>([
    ['batch_closed', { batchState: 'closed' }],
    ['batch_closing', { batchState: 'closing' }],
    ['batch_closing', { batchState: 'closing_unknown' }],
    ['other_day', { providerDate: '2026-02-28' }],
    ['day_unknown', { providerDate: null }],
    ['release_refused', { isVoidRefused: true }],
  ])('that cannot be released because of %s can still be captured', (obstacle, change) => {
    expect(holdOf({ ...hold, ...change }, today)).toEqual({
      capture: { isPossible: true, heldMinor: 10_000 },
      release: { isPossible: false, obstacle },
    });
  });

  test.each<[HoldObstacle, Partial<SaleBalance>]>([
    ['not_a_hold', { kind: 'sale' }],
    ['not_a_hold', { kind: 'capture' }],
    ['not_a_hold', { state: 'unknown' }],
    ['not_a_hold', { state: 'declined' }],
    ['capture_running', { isCaptureStarted: true }],
    ['captured', { isCaptureStarted: true, isCaptured: true }],
    ['release_running', { isVoidStarted: true }],
    ['released', { isVoidStarted: true, isVoided: true }],
  ])('can neither be captured nor released: %s', (obstacle, change) => {
    const no = { isPossible: false, obstacle };
    expect(holdOf({ ...hold, ...change }, today)).toEqual({ capture: no, release: no });
  });
});
