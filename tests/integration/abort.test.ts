import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { toLive } from '#app/api/live/to-live.ts';
import { listExchanges } from '#db/queries/exchanges.ts';
import type { AbortReply } from '#server/gateways/callback.ts';
import type { Exchange, TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import { recover } from '#server/jobs/recover.ts';
import { HANDLERS } from '#server/jobs/registry.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { abortSale } from '#server/transactions/abort.ts';
import { ABORT_AGAIN_AFTER_MS } from '#server/transactions/abort-rule.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { ids } from '#tests/factories/ids.ts';
import { type CallingShop, openCallingShop, WORKER } from '#tests/support/calling-shop.ts';

let shop: CallingShop;
beforeAll(async () => {
  shop = await openCallingShop();
});
afterAll(() => shop.close());

const ACCEPTED: AbortReply = { kind: 'accepted', text: 'CANCEL REQUESTED' };
const SAID: Exchange = {
  ...{ purpose: 'abort', at: new Date(), durationMs: 3, path: '/cancel', request: null },
  ...{ httpStatus: 200, response: { CODE: '0000' }, failure: null, clockOffsetMs: null },
};

/** A sale on the terminal; whatever the last test left there is out of the way. */
async function onTerminal(): Promise<TransactionId> {
  const id = await shop.deliver(await shop.sell({ deviceIsIdle: true }));
  await shop.free(id);
  return id;
}

const wishToStop = (id: TransactionId, at?: Date) => abortSale(shop.as('manager', 'sale:abort', at), id);

/** Has the worker ask the provider; `meanwhile` happens while the provider has the call. */
async function ask(id: TransactionId, reply: AbortReply, meanwhile: () => Promise<unknown> = async () => {}) {
  const calls: Parameters<NonNullable<TerminalGateway['abort']>>[0][] = [];
  const abort: TerminalGateway['abort'] = async (running, record) => {
    calls.push(running);
    record(SAID);
    await meanwhile();
    return reply;
  };
  await HANDLERS['abort-operation'](shop.system({ gateway: { abort } }), WORKER, id);
  return calls;
}

const stepsOf = async (id: TransactionId) =>
  (await shop.events(id))
    .flatMap(({ data }) => {
      const entry = data as { kind: string; step?: string };
      return entry.kind === 'abort' ? [entry.step] : [];
    })
    .reverse();

async function jobsFor(id: TransactionId): Promise<number> {
  const [row] = await shop.owner.execute<{ count: number }>(
    sql`select count(*)::int as count from pgboss.job where name = 'abort-operation' and data->>'transactionId' = ${id}`,
  );
  return row?.count ?? 0;
}

describe('a wish to stop', () => {
  let id: TransactionId;
  beforeEach(async () => {
    id = await onTerminal();
  });

  test('is there with its job, its line and its audit entry, and moves nothing', async () => {
    expect(await wishToStop(id)).toMatchObject({ ok: true });
    const row = await shop.read(id);
    expect(row).toMatchObject({ state: 'awaiting', abortState: 'requested' });
    expect(row.abortRequestedAt).not.toBeNull();
    expect(await jobsFor(id)).toBe(1);
    expect(await stepsOf(id)).toEqual(['requested']);
    expect((await shop.audited(id)).at(-1)).toMatchObject({
      action: 'sale.abort_requested',
      actorId: shop.as('manager', 'sale:abort').actor.id,
    });
  });

  test('of two people at once is one wish and one job', async () => {
    const both = await Promise.all([wishToStop(id), wishToStop(id)]);
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    expect(both.find((each) => !each.ok)).toEqual({ ok: false, error: { kind: 'asked_just_now' } });
    expect(await jobsFor(id)).toBe(1);
  });

  test('may be said again after a while, and never while the provider is being asked', async () => {
    await wishToStop(id);
    const later = new Date(Date.now() + ABORT_AGAIN_AFTER_MS + 1_000);
    expect(await wishToStop(id, later)).toEqual({ ok: false, error: { kind: 'asked_just_now' } });
    await ask(id, { kind: 'refused', code: '8508', text: 'NOT ALLOWED' });
    expect(await wishToStop(id)).toEqual({ ok: false, error: { kind: 'asked_just_now' } });
    expect(await wishToStop(id, later)).toMatchObject({ ok: true });
    expect(await ask(id, ACCEPTED)).toHaveLength(1);
    expect(await stepsOf(id)).toEqual(['requested', 'refused', 'requested', 'accepted']);
  });

  test('is nothing to ask twice about, however often its job comes', async () => {
    await wishToStop(id);
    expect(await ask(id, ACCEPTED)).toHaveLength(1);
    expect(await ask(id, ACCEPTED)).toHaveLength(0);
  });

  test('is known to be with the provider before the first byte leaves, with no transaction open', async () => {
    await wishToStop(id);
    let seen: string | null = null;
    const calls = await ask(id, ACCEPTED, async () => {
      seen = (await shop.read(id)).abortState;
      // Whoever wants the row gets it while the provider takes its time.
      await shop.apply(id, { kind: 'hinted' });
    });
    expect(seen).toBe('asking');
    const { reference, sessionHandle } = await shop.read(id);
    expect(calls).toEqual([{ attemptId: id, reference, sessionHandle }]);
  });

  test.each([
    [ACCEPTED, 'accepted', null],
    [{ kind: 'refused', code: '8506', text: 'NOT FOUND' } as const, 'refused', '8506'],
    [{ kind: 'unanswered', cause: 'deadline' } as const, 'unanswered', null],
    [{ kind: 'not_sent', detail: 'ECONNREFUSED' } as const, 'unanswered', null],
  ])('is kept with what the provider said to it, and only with that', async (reply, state, code) => {
    await wishToStop(id);
    const before = await shop.read(id);
    await ask(id, reply);
    const { abortState, workerKey, ...after } = await shop.read(id);
    expect(abortState).toBe(state);
    // F17: neither state nor outcome, whatever came back.
    const { abortState: _was, workerKey: _key, ...rest } = before;
    expect(after).toEqual(rest);
    expect((await shop.events(id))[0]?.data).toMatchObject({ kind: 'abort', step: state, code });
    const kept = await shop.system().inTransaction((tx) => listExchanges(tx, shop.merchant.id, id));
    expect(kept.map(({ purpose }) => purpose)).toContain('abort');
    expect((await shop.audited(id)).at(-1)?.action).toBe(`sale.abort_${state}`);
  });
});

describe('what was wished to be stopped', () => {
  // §15.7: approved after the cancel request.
  test('and was paid all the same is approved, and says so with the way back beside it', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    await ask(id, ACCEPTED);
    expect(await shop.approve(id)).toBe('approved');
    const ctx = shop.as('manager', 'transactions:see');
    const detail = await getTransaction(ctx, id);
    expect(detail).toMatchObject({ state: 'approved', canAbort: false, abort: { state: 'accepted' } });
    expect((await getMoneyBack(ctx, id)).whole).toEqual({ way: 'void', because: 'same_day' });
    expect(await wishToStop(id)).toEqual({
      ok: false,
      error: { kind: 'not_possible', obstacle: 'ended' },
    });
  });

  // §15.7: before the card is presented.
  test('and was stopped is cancelled by its own result', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    await ask(id, ACCEPTED);
    expect((await shop.read(id)).state).toBe('awaiting');
    await shop.callBack(id, { kind: 'cancelled', code: '8514', text: 'CANCELED', mentionsVoid: false });
    expect(await shop.read(id)).toMatchObject({ state: 'cancelled', outcomeReason: 'stopped_on_device' });
  });

  test('and was paid before anybody asked is not asked about any more', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    await shop.approve(id);
    expect((await shop.read(id)).abortState).toBe('overtaken');
    expect(await ask(id, ACCEPTED)).toHaveLength(0);
    expect(await stepsOf(id)).toEqual(['requested', 'overtaken']);
  });

  // §15.7: the authorization runs, whatever comes wins.
  test('and was paid while the provider was asked keeps both, in whatever order they come', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    await ask(id, ACCEPTED, () => shop.approve(id));
    expect(await shop.read(id)).toMatchObject({ state: 'approved', abortState: 'accepted' });
    expect(await stepsOf(id)).toEqual(['requested', 'accepted']);
  });

  // §15.7: no answer at all.
  test('and got no answer at all goes on as it was, and is unknown when its time is over', async () => {
    for (const reply of [
      { kind: 'unanswered', cause: 'deadline' },
      { kind: 'not_sent', detail: 'ECONNREFUSED' },
    ] as const) {
      const id = await onTerminal();
      await wishToStop(id);
      await ask(id, reply);
      expect(await shop.read(id)).toMatchObject({ state: 'awaiting', abortState: 'unanswered' });
      await shop.apply(id, { kind: 'silence' }, new Date(Date.now() + 200_000));
      expect(await shop.read(id)).toMatchObject({ state: 'unknown', outcomeReason: 'no_callback' });
      await shop.approve(id);
      expect((await shop.read(id)).state).toBe('approved');
    }
  });

  test('and became unknown can still be stopped', async () => {
    const id = await onTerminal();
    await shop.apply(id, { kind: 'silence' }, new Date(Date.now() + 200_000));
    expect((await shop.read(id)).state).toBe('unknown');
    expect(await wishToStop(id)).toMatchObject({ ok: true });
  });
});

describe('nothing is stopped', () => {
  const obstacle = (name: string) => ({ ok: false, error: { kind: 'not_possible', obstacle: name } });

  test('that never got to the terminal, or whose provider gave no means', async () => {
    const id = await shop.sell({ deviceIsIdle: true });
    expect(await wishToStop(id)).toEqual(obstacle('not_on_device'));
    await shop.deliver(id, null);
    expect(await wishToStop(id)).toEqual(obstacle('not_on_device'));
    await shop.free(id);
  });

  test('whose result is disputed: the card may have been charged', async () => {
    const id = await onTerminal();
    await shop.approve(id, { amountMinor: 12_800 });
    expect((await shop.read(id)).flags).toContain('amount_differs');
    expect(await wishToStop(id)).toEqual(obstacle('disputed'));
  });

  test('that is another merchant’s, or nobody’s', async () => {
    const other = await openCallingShop();
    try {
      const theirs = await other.deliver(await other.sell());
      expect(await wishToStop(theirs)).toEqual({ ok: false, error: { kind: 'not_found' } });
      expect((await other.read(theirs)).abortState).toBeNull();
      expect(await wishToStop(ids.next('transaction'))).toMatchObject({ error: { kind: 'not_found' } });
    } finally {
      await other.close();
    }
  });

  test('by anybody but a manager; the others see how far it is', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    for (const role of ['support', 'accountant', 'admin'] as const) {
      const ctx = shop.as(role, 'transactions:see');
      const live = toLive(ctx, await getTransaction(ctx, id));
      expect(live).toMatchObject({ canAbort: false, abort: { state: 'requested' } });
    }
    const ctx = shop.as('manager', 'transactions:see');
    expect(toLive(ctx, await getTransaction(ctx, id)).canAbort).toBe(true);
  });
});

test('a refund can be stopped like a sale, under its own name', async () => {
  const saleId = await onTerminal();
  await shop.approve(saleId);
  const started = await startRefund(shop.as('manager', 'refund:start'), {
    intentKey: crypto.randomUUID(),
    saleId,
    size: { by: 'amount', amountMinor: 1_000 },
    reason: null,
  });
  if (!started.ok) throw new Error(started.error.kind);
  const id = await shop.deliver(started.value.transactionId);
  expect(await wishToStop(id)).toMatchObject({ ok: true });
  await ask(id, ACCEPTED);
  expect((await shop.audited(id)).at(-1)?.action).toBe('refund.abort_accepted');
  await shop.approve(id);
  expect(await shop.read(id)).toMatchObject({ state: 'approved', abortState: 'accepted' });
  // The money went back, whatever was wished.
  expect(await shop.read(saleId)).toMatchObject({ refundedMinor: 1_000, refundReservedMinor: 0 });
});

describe('recovery', () => {
  const nobody = async () => () => false;

  test('says that there was no answer where a worker died while it asked', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    const never = Promise.withResolvers<never>();
    const isAsking = Promise.withResolvers<void>();
    void ask(id, ACCEPTED, () => {
      isAsking.resolve();
      return never.promise;
    }).catch(() => undefined);
    await isAsking.promise;
    await recover(
      shop.system(),
      async () =>
        ({ workerKey }) =>
          workerKey === WORKER,
    );
    expect((await shop.read(id)).abortState).toBe('asking');
    await recover(shop.system(), nobody);
    expect(await shop.read(id)).toMatchObject({ state: 'awaiting', abortState: 'unanswered' });
    expect(await stepsOf(id)).toEqual(['requested', 'unanswered']);
  });

  test('takes an answer that comes after all for what it is', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    await ask(id, ACCEPTED, () => recover(shop.system(), nobody));
    expect((await shop.read(id)).abortState).toBe('accepted');
    expect(await stepsOf(id)).toEqual(['requested', 'unanswered', 'accepted']);
  });

  test('gives a wish that lost its job a new one', async () => {
    const id = await onTerminal();
    await wishToStop(id);
    await shop.owner.execute(sql`delete from pgboss.job where data->>'transactionId' = ${id}`);
    await recover(shop.system(), nobody);
    expect(await jobsFor(id)).toBe(0);
    await recover(shop.system({ at: new Date(Date.now() + 25_000) }), nobody);
    expect(await jobsFor(id)).toBe(1);
  });
});
