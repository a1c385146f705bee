import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SystemContext } from '#server/auth/context.ts';
import { recover } from '#server/jobs/recover.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { resolveUnknown } from '#server/transactions/resolve-unknown.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { loadOperation } from '#server/transactions/to-operation.ts';
import { createOnlineWorld, type OnlineShop, type OnlineWorld } from '#tests/support/online-world.ts';

let world: OnlineWorld;
let shop: OnlineShop;

beforeAll(async () => {
  // No worker: each step is done here, up to the one before which it dies.
  world = await createOnlineWorld({ runsWorker: false });
  shop = world.alfa;
});
afterAll(() => world.close());

const DEAD_WORKER = 4_711;

/** What a new process does first, so many seconds later, while nobody of before lives. */
async function restart(seconds: number): Promise<void> {
  const at = new Date(Date.now() + seconds * 1_000);
  await recover({ ...shop.system(), clock: { now: () => at } }, async () => () => false);
}

const loaded = async (ctx: SystemContext, id: TransactionId) => {
  const found = await ctx.inTransaction((tx) => loadOperation(tx, ctx.merchant, id));
  if (!found) throw new Error(`${id} is gone`);
  return found;
};

async function open(): Promise<{ id: TransactionId; token: string }> {
  const id = await shop.ask();
  await sendOperation(shop.system(), DEAD_WORKER, id);
  const token = new URL((await shop.view(id)).url ?? '').searchParams.get('token') ?? '';
  return { id, token };
}

const askNow = async (id: TransactionId) => {
  const at = new Date(Date.now() + 60_000);
  await resolveUnknown({ ...shop.system(), clock: { now: () => at } }, id);
};

describe('a process that dies', () => {
  test('before it asked for the page leaves a payment that is never asked for by itself', async () => {
    const id = await shop.ask();
    await restart(31);
    expect(await shop.read(id)).toMatchObject({ state: 'failed', outcomeReason: 'not_sent_in_time' });
    expect(await world.booked(id)).toBeUndefined();
    await sendOperation(shop.system(), 1, id);
    expect(await world.booked(id)).toBeUndefined();
  });

  test('while the page is asked for leaves a payment that failed: nobody has the page', async () => {
    const id = await shop.ask();
    const ctx = shop.system();
    const { terminal } = await loaded(ctx, id);
    const claim = { kind: 'claimed', workerKey: DEAD_WORKER, callbackHash: 'a'.repeat(64) } as const;
    await ctx.inTransaction((tx) => applyOutcome(ctx, tx, id, terminal, claim));
    await restart(1);
    expect(await shop.read(id)).toMatchObject({ state: 'failed', outcomeReason: 'page_not_opened' });
    expect(await shop.view(id)).toMatchObject({ status: 'failed', url: null, renewObstacle: null });
  });

  test('with the page in its hands, unwritten, leaves a payment that failed, and that page is never shown', async () => {
    const id = await shop.ask();
    const ctx = shop.system();
    const dies = { ...ctx, inTransaction: dyingAfter(ctx, 1) };
    await expect(sendOperation(dies, DEAD_WORKER, id)).rejects.toThrow('died');
    expect(await world.booked(id)).toBeDefined();
    await restart(1);
    expect(await shop.read(id)).toMatchObject({ state: 'failed', outcomeReason: 'page_not_opened' });
    expect((await shop.view(id)).url).toBeNull();
  });

  test('with the answer of a paid page in its hands has it asked about again, and booked once', async () => {
    const { id, token } = await open();
    await world.act(token, { action: 'pay' });
    const at = new Date(Date.now() + 60_000);
    const ctx = { ...shop.system(), clock: { now: () => at } };
    const dies = { ...ctx, inTransaction: dyingAfter(ctx, 2) };
    await expect(resolveUnknown(dies, id)).rejects.toThrow('died');
    expect((await shop.read(id)).state).toBe('awaiting');
    await restart(90);
    expect((await shop.read(id)).nextQueryAt?.getTime()).toBeGreaterThan(at.getTime());
    await resolveUnknown({ ...shop.system(), clock: { now: () => new Date(Date.now() + 91_000) } }, id);
    expect((await shop.read(id)).state).toBe('approved');
    const sums = await shop.sums();
    expect(sums.map(({ count, amountMinor }) => ({ count, amountMinor }))).toEqual([
      { count: 1, amountMinor: 12_050 },
    ]);
  });

  test('with news of a page that was given up in its hands has that page asked about all the same', async () => {
    const { id, token } = await open();
    await shop.askLater(id, 90 * 60_000);
    expect(await shop.read(id)).toMatchObject({ state: 'failed', outcomeReason: 'link_expired' });
    await world.act(token, { action: 'pay' });
    const ctx = shop.system();
    const { terminal } = await loaded(ctx, id);
    await ctx.inTransaction((tx) => applyOutcome(ctx, tx, id, terminal, { kind: 'hinted' }));
    const askedAt = (await shop.read(id)).nextQueryAt;
    await restart(30);
    const { nextQueryAt } = await shop.read(id);
    expect(nextQueryAt?.getTime()).toBeGreaterThan(askedAt?.getTime() ?? Number.POSITIVE_INFINITY);
    await askNow(id);
    expect(await shop.read(id)).toMatchObject({ state: 'approved', flags: ['late'] });
  });

  test('after it stored that a payer came back has that applied', async () => {
    const { id, token } = await open();
    await world.act(token, { action: 'pay' });
    const back = world.gateway.book().find((entry) => entry.token === token)?.callbackUrl ?? '';
    await fetch(back, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ token }) });
    expect((await shop.letters()).filter((one) => one.sourceId === id)).toMatchObject([
      { state: 'received' },
    ]);
    await restart(5);
    expect((await shop.letters()).filter((one) => one.sourceId === id)).toMatchObject([{ state: 'applied' }]);
    await askNow(id);
    expect((await shop.read(id)).state).toBe('approved');
  });
});

/** Lets so many transactions through and dies before the next. */
function dyingAfter(ctx: SystemContext, count: number): SystemContext['inTransaction'] {
  let left = count;
  return (work) => {
    left -= 1;
    if (left < 0) throw new Error('died');
    return ctx.inTransaction(work);
  };
}
