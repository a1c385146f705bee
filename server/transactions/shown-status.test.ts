import { describe, expect, it } from 'vitest';
import { STATES } from '#db/schema/transactions.ts';
import { type StatusSource, shownStatus } from './shown-status.ts';

const sale: StatusSource = {
  kind: 'sale',
  state: 'approved',
  amountMinor: 11_800,
  refundedMinor: 0,
  voidedAt: null,
  capturedAt: null,
};

describe('the state a transaction is shown in', () => {
  it('says of an approved hold whether it still holds, was captured or released', () => {
    const hold: StatusSource = { ...sale, kind: 'preauthorization' };
    expect(shownStatus(hold)).toBe('held');
    expect(shownStatus({ ...hold, capturedAt: new Date(0) })).toBe('captured');
    expect(shownStatus({ ...hold, voidedAt: new Date(0) })).toBe('released');
    expect(shownStatus({ ...hold, state: 'unknown' })).toBe('unknown');
  });

  it('of a capture is that of a sale', () => {
    const capture: StatusSource = { ...sale, kind: 'capture' };
    expect(shownStatus(capture)).toBe('approved');
    expect(shownStatus({ ...capture, refundedMinor: 1 })).toBe('partlyRefunded');
    expect(shownStatus({ ...capture, voidedAt: new Date(0) })).toBe('voided');
  });

  it('is its own state while nothing went back', () => {
    for (const state of STATES) expect(shownStatus({ ...sale, state })).toBe(state);
  });

  it('says how much of an approved sale went back', () => {
    expect(shownStatus({ ...sale, refundedMinor: 1 })).toBe('partlyRefunded');
    expect(shownStatus({ ...sale, refundedMinor: 11_799 })).toBe('partlyRefunded');
    expect(shownStatus({ ...sale, refundedMinor: 11_800 })).toBe('refunded');
  });

  it('is voided once the void was approved', () => {
    expect(shownStatus({ ...sale, voidedAt: new Date(0) })).toBe('voided');
  });

  it('never calls a refund or a void itself refunded or voided', () => {
    expect(shownStatus({ ...sale, kind: 'refund', refundedMinor: 11_800 })).toBe('approved');
    expect(shownStatus({ ...sale, kind: 'void', voidedAt: new Date(0) })).toBe('approved');
  });

  it('does not dress up a sale that was never approved', () => {
    expect(shownStatus({ ...sale, state: 'declined', refundedMinor: 1 })).toBe('declined');
  });
});
