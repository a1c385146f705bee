import { expect, test } from 'vitest';
import { isLeft } from './recover-callbacks.ts';

const RECEIVED = new Date('2026-03-04T10:00:00Z');
const at = (seconds: number) => new Date(RECEIVED.getTime() + seconds * 1_000);

test('a callback nobody applied is left after a few seconds, so that a new process has it done within ten', () => {
  const row = { state: 'received', receivedAt: RECEIVED, settledAt: null } as const;
  expect([isLeft(row, at(3)), isLeft(row, at(5))]).toEqual([false, true]);
});

test('one that keeps failing is tried less and less often, and never given up', () => {
  const failed = (seconds: number) =>
    ({ state: 'failed', receivedAt: RECEIVED, settledAt: at(seconds) }) as const;
  expect([isLeft(failed(1), at(4)), isLeft(failed(1), at(5))]).toEqual([false, true]);
  expect([isLeft(failed(60), at(119)), isLeft(failed(60), at(120))]).toEqual([false, true]);
  const day = 86_400;
  expect([isLeft(failed(day), at(day + 899)), isLeft(failed(day), at(day + 900))]).toEqual([false, true]);
});
