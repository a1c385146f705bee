import { describe, expect, test } from 'vitest';
import { STATES } from '#db/schema/transactions.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { choicesOf, type Doubtful, doubtOf } from './resolution-rule.ts';

const SENT = new Date('2026-03-01T10:00:00.000Z');
const after = (ms: number) => new Date(SENT.getTime() + ms);

function doubtful(changes: Partial<Doubtful> = {}): Doubtful {
  return {
    kind: 'sale',
    state: 'unknown',
    createdAt: SENT,
    sentAt: SENT,
    outcomeReason: null,
    flags: [],
    page: null,
    isContradicted: false,
    ...changes,
  };
}

const doubt = (changes: Partial<Doubtful>, ms = 0) => doubtOf(doubtful(changes), after(ms), PATIENCE);
const choices = (changes: Partial<Doubtful>, canTakeBack = true) =>
  choicesOf(doubtful(changes), canTakeBack, PATIENCE).map(({ verdict, effect }) => `${verdict} ${effect}`);

describe('a person is asked', () => {
  test('about what is unknown, always, and about nothing that is still being sent', () => {
    expect(doubt({ state: 'unknown' })).toBe('unknown');
    expect(doubt({ state: 'created', isContradicted: true })).toBeNull();
    expect(doubt({ state: 'sending', isContradicted: true })).toBeNull();
  });

  test('about a result that is awaited only once its time is over', () => {
    expect(doubt({ state: 'awaiting' }, PATIENCE.callbackWindowMs - 1)).toBeNull();
    expect(doubt({ state: 'awaiting' }, PATIENCE.callbackWindowMs)).toBe('overdue');
    expect(doubt({ state: 'awaiting', kind: 'void' }, PATIENCE.voidWindowMs)).toBe('overdue');
  });

  test('about what was approved after its end, in words of its own unless something else contradicts it', () => {
    const late = { state: 'approved', isContradicted: true } as const;
    expect(doubt({ ...late, flags: ['late'] })).toBe('late');
    expect(doubt({ ...late, flags: ['late', 'contradiction'] })).toBe('contradiction');
    expect(doubt({ ...late, flags: ['late'], isContradicted: false })).toBeNull();
  });

  test('about what has ended only while it is contradicted', () => {
    for (const state of STATES.slice(-4)) {
      expect(doubt({ state })).toBeNull();
      expect(doubt({ state, isContradicted: true })).toBe('contradiction');
    }
  });
});

describe('it may be said', () => {
  test('of what is open: everything, but for a void that there is no void of', () => {
    expect(choices({})).toEqual(['approved books', 'not_charged drops', 'voided undoes']);
    expect(choices({ kind: 'void' })).toEqual(['approved books', 'not_charged drops']);
  });

  test('that nothing was charged only when the device cannot be working on it any more', () => {
    const early = choicesOf(doubtful(), true, PATIENCE).map((choice) => choice.notBefore);
    const quiet = after(PATIENCE.waitingWindowMs);
    expect(early).toEqual([null, quiet, quiet]);
  });

  test('not, by anybody, that no money moved where the provider reported nothing but that it did', () => {
    const barred = (changes: Partial<Doubtful>) =>
      choicesOf(doubtful({ flags: ['contradiction', 'amount_differs'], ...changes }), true, PATIENCE)
        .filter(({ isBarred }) => isBarred)
        .map(({ verdict }) => verdict);
    for (const state of ['awaiting', 'unknown', 'approved'] as const) {
      expect(barred({ state })).toEqual(['not_charged']);
      expect(barred({ state, flags: ['contradiction'] })).toEqual([]);
    }
    expect(barred({ kind: 'refund' })).toEqual(['not_charged']);
    expect(barred({ kind: 'void' })).toEqual([]);
    // What stands as not charged on a person's word alone; the provider's own «no» is another matter.
    expect(barred({ state: 'failed', outcomeReason: 'resolved_not_charged' })).toEqual(['not_charged']);
    expect(barred({ state: 'failed', outcomeReason: 'device_busy' })).toEqual([]);
    expect(barred({ state: 'declined', outcomeReason: 'other' })).toEqual([]);
  });

  test('of an approval: that it stands, or what a void corrects while one can be booked', () => {
    const approved = { state: 'approved', isContradicted: true } as const;
    expect(choices(approved)).toEqual(['approved stays', 'not_charged takes_back', 'voided takes_back']);
    expect(choices(approved, false)).toEqual(['approved stays']);
  });

  test('of a final no: that it was paid all the same, unless it was undone', () => {
    const failed = { state: 'failed', isContradicted: true } as const;
    expect(choices(failed)).toEqual(['approved books_late', 'not_charged stays', 'voided stays']);
    const undone = { state: 'cancelled', isContradicted: true, outcomeReason: 'undone' } as const;
    expect(choices(undone)).toEqual(['not_charged stays', 'voided stays']);
  });
});
