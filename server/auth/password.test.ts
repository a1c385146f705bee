import { hash } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import { hashPassword, isOutdatedHash, TooBusy, verifyPassword } from './password.ts';

describe('a password hash', () => {
  test('is argon2id above 19 MiB and 2 passes, with its own salt each time', async () => {
    const [one, two] = await Promise.all([hashPassword('same'), hashPassword('same')]);
    const [, algorithm, , cost] = one.split('$');
    const memory = Number(/m=(\d+)/.exec(cost ?? '')?.[1]);
    expect(algorithm).toBe('argon2id');
    expect(memory).toBeGreaterThanOrEqual(19_456);
    expect(cost).toContain('t=2,p=1');
    expect(one).not.toBe(two);
  });

  test('fits its own password only', async () => {
    const stored = await hashPassword(
      'a pass phrase of many words, 64 characters long or even more than that',
    );
    expect(
      await verifyPassword(stored, 'a pass phrase of many words, 64 characters long or even more than that'),
    ).toBe(true);
    expect(
      await verifyPassword(stored, 'a pass phrase of many words, 64 characters long or even more than tha'),
    ).toBe(false);
  });

  test('of cheaper days is noticed', async () => {
    expect(isOutdatedHash(await hash('x', { memoryCost: 19_456, timeCost: 2, parallelism: 1 }))).toBe(true);
    expect(isOutdatedHash(await hashPassword('x'))).toBe(false);
  });
});

test('a person who does not exist costs the same work and is never right', async () => {
  const stored = await hashPassword('x');
  const time = async (hashed: string | null) => {
    const start = performance.now();
    expect(await verifyPassword(hashed, 'y')).toBe(false);
    return performance.now() - start;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let n = 0; n < 5; n++) {
    known.push(await time(stored));
    unknown.push(await time(null));
  }
  // The least of several, since a busy machine only ever adds.
  expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
});

test('beyond the queue a check is refused at once instead of taking all memory', async () => {
  // A cheap hash: what is tested is the queue, not the work.
  const stored = await hash('x', { memoryCost: 1024, timeCost: 1, parallelism: 1 });
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => verifyPassword(stored, 'x')));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused).toHaveLength(8);
  for (const outcome of refused) expect(outcome.reason).toBeInstanceOf(TooBusy);
  expect(await verifyPassword(stored, 'x')).toBe(true);
});
