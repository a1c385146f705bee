import { describe, expect, test } from 'vitest';
import { ABORT_STATES, STATES } from '#db/schema/transactions.ts';
import {
  ABORT_AGAIN_AFTER_MS,
  abortAgainAt,
  abortAtEnd,
  abortObstacle,
  mayAbortAgain,
  type Stoppable,
} from './abort-rule.ts';

const waiting: Stoppable = { kind: 'sale', state: 'awaiting', flags: [], hasHandle: true, aborts: true };
const at = (ms: number) => new Date(Date.UTC(2026, 2, 4, 10) + ms);

// §15.5: cancel pressed. §8.3: never once an outcome is stored.
describe('an operation may be stopped', () => {
  test('while its result is open and its provider gave the means, a refund like a sale', () => {
    for (const state of ['sending', 'awaiting', 'unknown'] as const) {
      expect(abortObstacle({ ...waiting, state })).toBeNull();
      expect(abortObstacle({ ...waiting, state, kind: 'refund' })).toBeNull();
    }
  });

  test('never once its result is known, and not before it can be on a device', () => {
    for (const state of STATES) {
      const isOpen = state === 'sending' || state === 'awaiting' || state === 'unknown';
      if (!isOpen) expect(abortObstacle({ ...waiting, state })).not.toBeNull();
    }
    expect(abortObstacle({ ...waiting, hasHandle: false })).toBe('not_on_device');
  });

  test('never when a result was reported that does not fit: it might undo a payment', () => {
    const flags = ['contradiction', 'amount_differs'] as const;
    expect(abortObstacle({ ...waiting, state: 'unknown', flags })).toBe('disputed');
    expect(abortObstacle({ ...waiting, flags: ['check_device'] })).toBeNull();
  });

  test('never where a provider cannot, and never a void, a hold or a capture', () => {
    expect(abortObstacle({ ...waiting, aborts: false })).toBe('cannot_stop');
    for (const kind of ['void', 'preauthorization', 'capture'] as const)
      expect(abortObstacle({ ...waiting, kind })).toBe('cannot_stop');
  });
});

// §8.7: one in flight, a repeat after a while.
describe('a wish to stop', () => {
  test('is one at a time, and follows another only after a while', () => {
    expect(mayAbortAgain(null, at(0))).toBe(true);
    for (const state of ABORT_STATES) {
      const wish = { state, requestedAt: at(0) };
      const isRunning = state === 'requested' || state === 'asking';
      expect(abortAgainAt(wish)).toEqual(isRunning ? null : at(ABORT_AGAIN_AFTER_MS));
      expect(mayAbortAgain(wish, at(ABORT_AGAIN_AFTER_MS - 1))).toBe(false);
      expect(mayAbortAgain(wish, at(ABORT_AGAIN_AFTER_MS))).toBe(!isRunning);
    }
  });

  test('that nobody acted on is overtaken by the result; one that is being asked stays without an answer', () => {
    expect(abortAtEnd('requested')).toBe('overtaken');
    expect(abortAtEnd('asking')).toBe('unanswered');
    for (const state of [null, 'accepted', 'refused', 'unanswered', 'overtaken'] as const)
      expect(abortAtEnd(state)).toBe(state);
  });
});
