import { describe, expect, it } from 'vitest';
import type { KindSum } from './net.ts';
import { sameSums } from './same-sums.ts';

const sum = (changes: Partial<KindSum> = {}): KindSum => ({
  kind: 'sale',
  currency: 'TRY',
  count: 2,
  amountMinor: 300,
  ...changes,
});

describe('two cuts of a batch', () => {
  it('are the same however they are cut', () => {
    const cut = [sum({ count: 1, amountMinor: 100 }), sum({ count: 1, amountMinor: 200 })];
    expect(sameSums([sum()], cut)).toBe(true);
    expect(sameSums([sum(), sum({ kind: 'void', count: 0, amountMinor: 0 })], cut)).toBe(true);
    expect(sameSums([], [])).toBe(true);
  });

  it.each([
    ['a cent is missing', sum({ amountMinor: 299 })],
    ['an operation is missing', sum({ count: 1 })],
    ['it is of another kind', sum({ kind: 'refund' })],
    ['it is of another currency', sum({ currency: 'EUR' })],
  ])('are not when %s', (_why, other) => {
    expect(sameSums([sum()], [other])).toBe(false);
    expect(sameSums([], [other])).toBe(false);
  });
});
