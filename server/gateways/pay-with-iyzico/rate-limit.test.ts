import { describe, expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

/** A limit of three a minute on a clock that only waits move. */
function bench() {
  const time = { now: 1_000_000 };
  const waits: number[] = [];
  const limit = createRateLimit(
    { open: 3, read: 3 },
    {
      clock: { now: () => new Date(time.now) },
      wait: async (ms) => {
        waits.push(ms);
        time.now += ms;
      },
    },
  );
  return { time, waits, limit };
}

describe('calls', () => {
  it('within the limit leave at once', async () => {
    const { limit, waits } = bench();
    for (let call = 0; call < 3; call++) expect(await limit.pass('open', 0)).toEqual({ kind: 'go' });
    expect(waits).toEqual([]);
  });

  it('beyond it wait until the oldest is a minute ago', async () => {
    const { limit, time, waits } = bench();
    for (let call = 0; call < 3; call++) {
      await limit.pass('open', 0);
      time.now += 10_000;
    }
    expect(await limit.pass('open', 60_000)).toEqual({ kind: 'go' });
    expect(await limit.pass('open', 60_000)).toEqual({ kind: 'go' });
    expect(waits).toEqual([30_000, 10_000]);
  });

  it('that would wait too long do not leave, and take nobody’s place', async () => {
    const { limit, time } = bench();
    for (let call = 0; call < 3; call++) await limit.pass('open', 0);
    for (let call = 0; call < 9; call++) {
      expect(await limit.pass('open', 10_000)).toEqual({ kind: 'full', forMs: 60_000 });
    }
    time.now += 60_000;
    expect(await limit.pass('open', 0)).toEqual({ kind: 'go' });
  });

  it('of one kind do not hold up those of another', async () => {
    const { limit } = bench();
    for (let call = 0; call < 3; call++) await limit.pass('open', 0);
    expect(await limit.pass('read', 0)).toEqual({ kind: 'go' });
  });

  it('rest when the provider said that there were too many', async () => {
    const { limit, time } = bench();
    limit.rest('open', 60_000);
    expect(await limit.pass('open', 10_000)).toEqual({ kind: 'full', forMs: 60_000 });
    time.now += 55_000;
    expect(await limit.pass('open', 10_000)).toEqual({ kind: 'go' });
  });

  it('are never held up by a clock that was set back', async () => {
    const { limit, time } = bench();
    for (let call = 0; call < 3; call++) await limit.pass('open', 0);
    limit.rest('open', 60_000);
    time.now -= 3_600_000;
    expect(await limit.pass('open', 0)).toEqual({ kind: 'go' });
  });

  it('that come at the same time leave no more than the limit in any minute', async () => {
    const times: number[] = [];
    const time = { now: 0 };
    const limit = createRateLimit(
      { open: 5 },
      { clock: { now: () => new Date(time.now) }, wait: async (ms) => void times.push(time.now + ms) },
    );
    for (; time.now < 200_000; time.now += 1000) {
      const before = times.length;
      const turn = await limit.pass('open', 20_000);
      if (turn.kind === 'go' && times.length === before) times.push(time.now);
    }
    const left = times.toSorted((a, b) => a - b);
    expect(left.length).toBeGreaterThan(15);
    for (const [at, first] of left.entries()) {
      const sixth = left[at + 5];
      if (sixth !== undefined) expect(sixth - first).toBeGreaterThanOrEqual(60_000);
    }
  });
});
