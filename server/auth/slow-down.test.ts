import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AddressTries,
  afterTry,
  minutesToWait,
  noTries,
  REMEMBERED_MS,
  takenBack,
} from './slow-down.ts';

const START = new Date('2031-03-05T09:00:00Z');
const later = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000);

/** So many wrong tries one right after the other. */
function tried(times: number, at: Date, allowance = 20, before: AddressTries = noTries(at)): AddressTries {
  let tries = before;
  for (let n = 0; n < times; n++) tries = afterTry(tries, at, allowance);
  return tries;
}

describe('wrong tries from one address', () => {
  test('make nobody wait as long as they are within the allowance', () => {
    expect(minutesToWait(tried(20, START), START)).toBe(0);
    expect(minutesToWait(tried(21, START), START)).toBe(1);
  });

  test('make it wait longer and longer past it, so that who never stops has ten an hour', () => {
    let at = START;
    let tries = tried(20, at);
    const waits = [];
    for (let n = 0; n < 40; n++) {
      tries = afterTry(tries, at, 20);
      const wait = minutesToWait(tries, at);
      waits.push(wait);
      at = later(at, wait);
      expect(minutesToWait(tries, at)).toBe(0);
    }
    expect(waits.slice(0, 3)).toEqual([1, 2, 4]);
    expect(waits).toContain(8);
    const hours = (at.getTime() - START.getTime()) / 3_600_000;
    expect(hours).toBeGreaterThan(3.5);
  });

  test('are forgotten bit by bit, all that are allowed within two hours, and every trace within four', () => {
    const tries = tried(25, START);
    expect(minutesToWait(tried(1, later(START, 121), 20, tries), later(START, 121))).toBeLessThanOrEqual(1);
    const over = new Date(START.getTime() + REMEMBERED_MS);
    for (const allowance of [5, 20, 1000]) {
      const most = tried(allowance + 50, START, allowance);
      expect(afterTry(most, over, allowance).failures).toBe(1);
    }
  });

  test('that were none are taken back, and the wait that they began with them', () => {
    const tries = tried(21, START);
    expect(minutesToWait(takenBack(tries, START, 20), START)).toBe(0);
    expect(takenBack(tries, START, 20).failures).toBe(20);
    const heardAgain = later(START, 1);
    const past = tried(1, heardAgain, 20, tries);
    expect(minutesToWait(past, heardAgain)).toBe(2);
    expect(minutesToWait(takenBack(past, heardAgain, 20), heardAgain)).toBe(0);
    // The next wrong one waits for as long as it would have.
    expect(minutesToWait(tried(1, heardAgain, 20, takenBack(past, heardAgain, 20)), heardAgain)).toBe(2);
    expect(takenBack(noTries(START), START, 20).failures).toBe(0);
  });

  test('never make anybody wait for longer than a quarter of an hour, whatever a clock does', () => {
    const steps = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -500, max: 500 })), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 5, max: 50 }), (walk, allowance) => {
        let at = START;
        let tries = noTries(at);
        for (const [isWrong, minutes] of walk) {
          at = later(at, minutes);
          tries = (isWrong ? afterTry : takenBack)(tries, at, allowance);
          const wait = minutesToWait(tries, at);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(15);
          expect(tries.failures).toBeGreaterThanOrEqual(0);
          expect(tries.failures).toBeLessThanOrEqual(allowance + 5);
        }
      }),
    );
  });
});
