import { describe, expect, it } from 'vitest';
import { CLOSE_STEPS, closeSteps, isMoving, shownRunState } from './close-steps.ts';

describe('the steps of a close', () => {
  it('show one place to look at while it goes on, and nothing done beyond it', () => {
    for (const shown of [
      'requested',
      'closing',
      'awaiting_totals',
      'unknown',
      'blocked',
      'failed',
    ] as const) {
      const places = CLOSE_STEPS.map((step) => closeSteps(shown)[step]);
      const here = places.findIndex((place) => place !== 'done');
      expect(places[here], shown).toMatch(/active|unsure|stopped/);
      expect(new Set(places.slice(here + 1)), shown).toEqual(new Set(['waiting']));
    }
  });

  it('never call a close done whose answer is lost', () => {
    expect(closeSteps('unknown').close).toBe('unsure');
  });

  it('never call totals read that were lost with the answer', () => {
    expect(closeSteps('closed')).toMatchObject({ close: 'done', totals: 'stopped', match: 'waiting' });
  });

  it('stop at the match when the totals differ, with the report there all the same', () => {
    expect(closeSteps('differs')).toMatchObject({ match: 'stopped', report: 'done' });
    expect(new Set(Object.values(closeSteps('matched')))).toEqual(new Set(['done']));
  });
});

describe('what a run is shown as', () => {
  it('is matched or differing once it is closed, its own state before', () => {
    expect(shownRunState({ state: 'closed', isMatched: true })).toBe('matched');
    expect(shownRunState({ state: 'closed', isMatched: false })).toBe('differs');
    expect(shownRunState({ state: 'closing', isMatched: null })).toBe('closing');
  });

  it('moves by itself only before its answer', () => {
    expect(isMoving('requested') && isMoving('closing')).toBe(true);
    expect(
      isMoving('awaiting_totals') ||
        isMoving('unknown') ||
        isMoving('blocked') ||
        isMoving('failed') ||
        isMoving('closed'),
    ).toBe(false);
  });
});
