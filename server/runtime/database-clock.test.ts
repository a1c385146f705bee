import { expect, test, vi } from 'vitest';
import { startDatabaseClock } from './database-clock.ts';

const MINUTE = 60_000;
const BEGIN = Date.UTC(2026, 0, 1, 12);

/** A machine, a database and a steady timer of which each can be set alone; `pass` lets time go by on all of them. */
function world() {
  const at = { steady: 5_000, machine: BEGIN, database: BEGIN, answersInMs: 2, isAway: false };
  const pass = (ms: number) => {
    at.steady += ms;
    at.machine += ms;
    at.database += ms;
  };
  let nextReading: (() => void) | null = null;
  const warn = vi.fn();
  const parts = {
    readTime: async () => {
      if (at.isAway) throw new Error('away');
      pass(at.answersInMs / 2);
      const told = at.database;
      pass(at.answersInMs / 2);
      return told;
    },
    steadyMs: () => at.steady,
    machine: { now: () => new Date(at.machine) },
    wait: () => new Promise<void>((resolve) => (nextReading = resolve)),
    log: { warn },
  };
  const readAgain = async () => {
    await vi.waitUntil(() => nextReading !== null);
    const go = nextReading;
    nextReading = null;
    go?.();
    await vi.waitUntil(() => nextReading !== null);
  };
  return { at, pass, parts, readAgain, warn };
}

test('it is the database’s time, to the millisecond of the middle of the question', async () => {
  const { at, pass, parts } = world();
  at.database += 7 * MINUTE;
  const { clock } = await startDatabaseClock(parts);
  pass(1_234);
  expect(clock.now().getTime()).toBe(at.database);
});

test('a machine whose clock jumps by ten minutes changes nothing, and somebody is told once', async () => {
  const { at, pass, parts, readAgain, warn } = world();
  const { clock } = await startDatabaseClock(parts);
  const before = clock.now().getTime();
  at.machine += 10 * MINUTE;
  pass(40);
  expect(clock.now().getTime() - before).toBe(40);
  await readAgain();
  await readAgain();
  expect(warn).toHaveBeenCalledOnce();
  expect(warn).toHaveBeenCalledWith({ aheadMs: 10 * MINUTE }, expect.any(String));
});

test('a database whose clock is set is followed at the next reading', async () => {
  const { at, parts, readAgain } = world();
  const { clock } = await startDatabaseClock(parts);
  at.database -= 3 * MINUTE;
  await readAgain();
  expect(clock.now().getTime()).toBe(at.database);
});

test('it goes on steadily while the database is away, slow to answer or off by next to nothing', async () => {
  const { at, pass, parts, readAgain } = world();
  const { clock } = await startDatabaseClock(parts);
  const offset = clock.now().getTime() - at.steady;
  at.isAway = true;
  await readAgain();
  at.isAway = false;
  at.answersInMs = 4_000;
  at.database += MINUTE;
  await readAgain();
  at.database += 100 - MINUTE;
  at.answersInMs = 2;
  await readAgain();
  pass(MINUTE);
  expect(clock.now().getTime() - at.steady).toBe(offset);
});

test('nothing starts on a time that could not be read', async () => {
  const { at, parts } = world();
  at.isAway = true;
  await expect(startDatabaseClock(parts)).rejects.toThrow('away');
});
