import { expect, test } from 'vitest';
import { moneyBackOf, type SaleBalance, wayBack } from './money-back.ts';

const sale: SaleBalance = {
  kind: 'sale',
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

test('on the same day with an open batch a sale can be voided or refunded', () => {
  expect(moneyBackOf(sale, today)).toEqual({
    void: { isPossible: true },
    refund: { isPossible: true, remainingMinor: 10_000 },
  });
});

// §8.11: which way back. §15.7: Interac → refund.
test.each([
  ['batch_closed', { batchState: 'closed' }],
  // The bank has closed it, and our book of it waits for the bank's figures.
  ['batch_closed', { batchState: 'ended' }],
  ['other_day', { providerDate: '2026-02-28' }],
  ['refund_exists', { refundedMinor: 1 }],
  ['void_refused', { isVoidRefused: true }],
  ['card_not_voidable', { isNeverVoided: true }],
] as const)('a void is closed because of %s, the rest can still be refunded', (obstacle, change) => {
  const result = moneyBackOf({ ...sale, ...change }, today);
  expect(result.void).toEqual({ isPossible: false, obstacle });
  expect(result.refund.isPossible).toBe(true);
});

// §15.8: the ceiling, with refunds in flight and unknown.
test('while a refund runs or is unknown no other one starts', () => {
  const left = moneyBackOf({ ...sale, refundedMinor: 4_000, refundReservedMinor: 1 }, today);
  expect(left.refund).toEqual({ isPossible: false, obstacle: 'refund_running' });
  expect(left.void).toEqual({ isPossible: false, obstacle: 'refund_exists' });
});

test('a sale of which everything went back has nothing left', () => {
  const left = moneyBackOf({ ...sale, refundedMinor: 10_000 }, today);
  expect(left.refund).toEqual({ isPossible: false, obstacle: 'nothing_left' });
});

test('a surcharge goes back by a void only', () => {
  const withSurcharge = { ...sale, keptMinor: 1_500 };
  expect(moneyBackOf(withSurcharge, today)).toEqual({
    void: { isPossible: true },
    refund: { isPossible: true, remainingMinor: 8_500 },
  });
  expect(moneyBackOf({ ...withSurcharge, refundedMinor: 8_500 }, today).refund).toEqual({
    isPossible: false,
    obstacle: 'nothing_left',
  });
});

test.each([
  ['not_an_approved_sale', { state: 'unknown' }],
  ['not_an_approved_sale', { kind: 'refund' }],
  ['not_an_approved_sale', { kind: 'preauthorization' }],
  ['day_unknown', { providerDate: null }],
  ['already_voided', { isVoided: true, isVoidStarted: true }],
  ['void_running', { isVoidStarted: true }],
  ['batch_closing', { batchState: 'closing' }],
  ['batch_closing', { batchState: 'closing_unknown' }],
] as const)('nothing goes back because of %s', (obstacle, change) => {
  const result = moneyBackOf({ ...sale, ...change }, today);
  expect(result).toEqual({ void: { isPossible: false, obstacle }, refund: { isPossible: false, obstacle } });
});

test.each(['open', 'giving_up', 'given_up', 'failed'] as const)(
  'a payment of a split sale that is %s goes back by void only',
  (state) => {
    const result = moneyBackOf({ ...sale, part: { state, isBusy: false } }, today);
    expect(result).toEqual({
      void: { isPossible: true },
      refund: { isPossible: false, obstacle: 'split_not_completed' },
    });
  },
);

test('a payment of a completed split sale goes back by refund only', () => {
  expect(moneyBackOf({ ...sale, part: { state: 'completed', isBusy: false } }, today)).toEqual({
    void: { isPossible: false, obstacle: 'split_completed' },
    refund: { isPossible: true, remainingMinor: 10_000 },
  });
});

test.each([
  ['split_busy', { state: 'open', isBusy: true }],
  ['split_busy', { state: 'giving_up', isBusy: true }],
  ['split_completing', { state: 'completion_requested', isBusy: false }],
  ['split_completing', { state: 'completing', isBusy: false }],
  ['split_completing', { state: 'completion_unknown', isBusy: false }],
] as const)('no payment of a split sale goes back because of %s', (obstacle, part) => {
  const result = moneyBackOf({ ...sale, part }, today);
  expect(result).toEqual({ void: { isPossible: false, obstacle }, refund: { isPossible: false, obstacle } });
});

test('a payment of an open split sale may be voided again after a void that was refused', () => {
  const refused = { ...sale, isVoidRefused: true, part: { state: 'open', isBusy: false } } as const;
  expect(wayBack(moneyBackOf(refused, today), 'whole')).toEqual({ way: 'void', because: 'same_day' });
});

test('what a capture took goes back like what a sale took', () => {
  expect(moneyBackOf({ ...sale, kind: 'capture' }, today)).toEqual(moneyBackOf(sale, today));
});

test('the whole goes back by a void while that is possible, a part never does', () => {
  const both = moneyBackOf(sale, today);
  expect(wayBack(both, 'whole')).toEqual({ way: 'void', because: 'same_day' });
  expect(wayBack(both, 'part')).toEqual({ way: 'refund', because: 'part' });
});

test.each([
  ['batch_closed', { batchState: 'closed' }],
  ['other_day', { providerDate: '2026-02-28' }],
  ['refund_exists', { refundedMinor: 1 }],
  ['void_refused', { isVoidRefused: true }],
  ['card_not_voidable', { isNeverVoided: true }],
  ['split_completed', { part: { state: 'completed', isBusy: false } }],
] as const)('whole and part go back by a refund because of %s', (because, change) => {
  const ways = moneyBackOf({ ...sale, ...change }, today);
  expect(wayBack(ways, 'whole')).toEqual({ way: 'refund', because });
  expect(wayBack(ways, 'part')).toEqual({ way: 'refund', because });
});

test.each([
  ['void_running', { isVoidStarted: true }],
  ['batch_closing', { batchState: 'closing' }],
  ['nothing_left', { refundedMinor: 10_000 }],
  ['refund_running', { refundReservedMinor: 1 }],
] as const)('nothing goes back any way because of %s', (obstacle, change) => {
  const ways = moneyBackOf({ ...sale, ...change }, today);
  expect(wayBack(ways, 'whole')).toEqual({ way: null, obstacle });
  expect(wayBack(ways, 'part')).toEqual({ way: null, obstacle });
});
