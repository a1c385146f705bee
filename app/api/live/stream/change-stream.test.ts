import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change } from '#db/queries/live.ts';
import type { Watched } from '#server/auth/watched-merchants.ts';
import { type Audience, changeStream, PING_MS, RECHECK_MS } from './change-stream.ts';

const mine = 'mer_01jqz3k4m5n6p7q8r9s0t1v2w3';
const other = 'mer_01jqz3k4m5n6p7q8r9s0t1v2w4';
const change: Change = { merchantId: mine, topic: 'transaction', id: 'txn_1' };

type Narrowing = {
  watched: Watched;
  isOfBranches: (branches: readonly string[], what: Change) => Promise<boolean>;
};

const kahve: Watched = { slug: 'kahve', branchIds: null };

function open(
  recheck: () => Promise<Audience> = async () => new Map([[mine, kahve]]),
  { watched = kahve, isOfBranches = async () => true }: Partial<Narrowing> = {},
) {
  const listeners = new Set<(change: Change) => void>();
  const abort = new AbortController();
  const stream = changeStream({
    audience: new Map([[mine, watched]]),
    recheck,
    isOfBranches,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    signal: abort.signal,
  });
  const reader = stream.getReader();
  const next = async () => new TextDecoder().decode((await reader.read()).value);
  const announce = (what: Change) => {
    for (const listener of listeners) listener(what);
  };
  return { abort, listeners, reader, next, announce };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the stream of changes', () => {
  it('says what changed, by the merchant’s address, and nothing else', async () => {
    const { next, announce } = open();
    expect(await next()).toContain('event: open');
    announce(change);
    expect(await next()).toBe('data: {"merchant":"kahve","topic":"transaction","id":"txn_1"}\n\n');
  });

  it('never tells of a merchant the listener does not belong to', async () => {
    const { next, announce } = open();
    await next();
    announce({ ...change, merchantId: other });
    announce({ ...change, id: 'txn_2' });
    expect(await next()).toContain('txn_2');
  });

  it('tells who is limited to branches of nothing else, and of nothing when nobody can say', async () => {
    const { next, announce } = open(undefined, {
      watched: { slug: 'kahve', branchIds: ['bra_1'] },
      isOfBranches: async (_branches, { id }) => {
        if (id === 'txn_unsaid') throw new Error('down');
        return id === 'txn_ours';
      },
    });
    await next();
    for (const id of ['txn_theirs', 'txn_unsaid', 'txn_ours']) announce({ ...change, id });
    expect(await next()).toContain('txn_ours');
  });

  it('gives a sign of life every 15 seconds', async () => {
    const { next } = open();
    await next();
    await vi.advanceTimersByTimeAsync(PING_MS);
    expect(await next()).toContain('event: ping');
  });

  it('ends within a minute of the session, and when the database cannot say', async () => {
    for (const recheck of [async () => null, async () => Promise.reject(new Error('down'))]) {
      const { reader, listeners } = open(recheck);
      await vi.advanceTimersByTimeAsync(RECHECK_MS);
      const closed = reader.closed;
      while (!(await reader.read()).done);
      await closed;
      expect(listeners.size).toBe(0);
    }
  });

  it('hears of a merchant joined meanwhile, and no more of one that was left', async () => {
    const { next, announce, reader } = open(
      async () => new Map([[other, { slug: 'firin', branchIds: null }]]),
    );
    await next();
    await vi.advanceTimersByTimeAsync(RECHECK_MS);
    for (let ping = 0; ping < RECHECK_MS / PING_MS; ping++) await reader.read();
    announce(change);
    announce({ ...change, merchantId: other });
    expect(await next()).toContain('firin');
  });

  it('lets go of everything when the request ends or the reader leaves', async () => {
    const aborted = open();
    aborted.abort.abort();
    expect(aborted.listeners.size).toBe(0);
    const left = open();
    await left.reader.cancel();
    expect(left.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up on a reader that stopped reading', () => {
    const { announce, listeners } = open();
    for (let sent = 0; sent < 2_000; sent++) announce(change);
    expect(listeners.size).toBe(0);
  });
});
