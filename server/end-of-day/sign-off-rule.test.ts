import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SIGN_OFF_STEPS } from '#db/schema/sign-offs.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { type SignOffSituation, signOffFlaw } from './sign-off-rule.ts';

const person = fc.constantFrom<UserId>('usr_a', 'usr_b');
const situation: fc.Arbitrary<SignOffSituation> = fc.record({
  last: fc.option(fc.record({ step: fc.constantFrom(...SIGN_OFF_STEPS), actorId: person })),
  isLastValid: fc.boolean(),
  actorId: person,
  isSigned: fc.boolean(),
  goesOnUntil: fc.constantFrom(null, new Date('2026-05-13T00:15:00Z')),
  isClosing: fc.boolean(),
  openVariances: fc.nat({ max: 2 }),
});

describe('a report', () => {
  test('is approved only after another person’s review who still may, with nothing open, when its day and each close of it is over', () => {
    fc.assert(
      fc.property(situation, (one) => {
        const { last, isLastValid, actorId, isSigned, goesOnUntil, isClosing, openVariances } = one;
        const isReviewed = last?.step === 'reviewed' && last.actorId !== actorId && isLastValid;
        const isOver = goesOnUntil === null && !isClosing;
        const may = isReviewed && !isSigned && isOver && openVariances === 0;
        expect(signOffFlaw('approved', one) === null).toBe(may);
      }),
    );
  });

  test('of a signed day is spoken of by nobody before it is reopened', () => {
    fc.assert(
      fc.property(situation, fc.constantFrom('reviewed', 'queried', 'approved'), (one, step) => {
        expect(signOffFlaw(step, { ...one, isSigned: true })).toEqual({ kind: 'day_signed' });
      }),
    );
  });

  test('can be asked about at any time before', () => {
    fc.assert(
      fc.property(situation, (one) => {
        expect(signOffFlaw('queried', { ...one, isSigned: false })).toBeNull();
      }),
    );
  });
});
