import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violatedConstraint } from '#db/client.ts';
import { reservePayment } from '#db/queries/split-sales.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { splitSales } from '#db/schema/split-sales.ts';
import type { SplitSalesGateway } from '#server/gateways/split-sales.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { recover } from '#server/jobs/recover.ts';
import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { advanceSplitSale } from '#server/split-sales/advance-split-sale.ts';
import { applyToSplit } from '#server/split-sales/apply-to-split.ts';
import { askSplitNow } from '#server/split-sales/ask-now.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { type ByHand, createByHand, LOST, WORKER } from '#tests/support/by-hand.ts';
import { given, type SplitTill, splitTill } from '#tests/support/split-till.ts';

let hand: ByHand;
let till: SplitTill;
beforeAll(async () => {
  hand = await createByHand();
  till = splitTill(hand.world);
});
afterAll(() => hand.world.close());

const NOT_FOUND = { kind: 'not_found' } as const;
const today = () =>
  new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Istanbul' }).format(
    new Date(),
  ) as Evidence['providerDate'];

/** Advances a split sale by one step of the worker, whose gateway answers as told. */
function step(id: SplitSaleId, splitSales: Partial<SplitSalesGateway>, at?: Date) {
  const gateway = { splitSales: splitSales as SplitSalesGateway };
  return advanceSplitSale(hand.system({ gateway, ...(at ? { at } : {}) }), WORKER, id);
}

/** A split sale that is open, its device in the test's hand. */
async function opened(minor: number): Promise<SplitSaleId> {
  const { splitSaleId } = given(await till.start(minor));
  await step(splitSaleId, { start: async () => ({ kind: 'started', saleNumber: `SN-${splitSaleId}` }) });
  return splitSaleId;
}

/** A payment that is on the wire. */
async function sent(id: SplitSaleId, minor: number): Promise<TransactionId> {
  const { transactionId } = given(await till.add(id, minor));
  await hand.apply(transactionId, { kind: 'claimed', workerKey: WORKER });
  return transactionId;
}

const approve = (id: TransactionId) => hand.approve(id, { providerDate: today() });

/** Ends a split sale so that the next test has the register. */
async function end(id: SplitSaleId): Promise<void> {
  const owner = hand.system();
  await owner.inTransaction((tx) =>
    tx.update(splitSales).set({ state: 'failed', endedAt: new Date() }).where(eq(splitSales.id, id)),
  );
  await hand.free(id);
}

async function refusal(work: Promise<unknown>): Promise<string | null> {
  return work.then(
    () => null,
    (error: unknown) => violatedConstraint(error),
  );
}

describe('INV-18 in the database', () => {
  const write = (id: SplitSaleId, changes: Partial<typeof splitSales.$inferInsert>) =>
    hand.system().inTransaction((tx) => tx.update(splitSales).set(changes).where(eq(splitSales.id, id)));

  test('payments never exceed the sale, unless it is flagged', async () => {
    const id = await opened(10_000);
    expect(await refusal(write(id, { paidMinor: 6_000, reservedMinor: 4_001 }))).toBe(
      'payments_within_split_sale',
    );
    expect(await refusal(write(id, { paidMinor: -1 }))).toBe('payments_within_split_sale');
    expect(await refusal(write(id, { paidMinor: 10_001, flags: ['contradiction'] }))).toBeNull();
    await end(id);
  });

  test.each(['completion_requested', 'completing', 'completion_unknown', 'completed'] as const)(
    'it is not %s unless the sum is equal',
    async (state) => {
      const id = await opened(10_000);
      const endedAt = state === 'completed' ? new Date() : null;
      expect(await refusal(write(id, { state, endedAt, paidMinor: 9_999 }))).toBe('completed_when_paid');
      expect(await refusal(write(id, { state, endedAt, paidMinor: 9_000, reservedMinor: 1_000 }))).toBe(
        'completed_when_paid',
      );
      await end(id);
    },
  );

  test('a payment is reserved only while the sale is open, nothing else is, and the rest bears it', async () => {
    const id = await opened(10_000);
    const reserve = (minor: number) =>
      hand.system().inTransaction((tx) => reservePayment(tx, hand.system().merchant.id, id, minor));
    expect(await reserve(10_001)).toBe(false);
    expect(await reserve(6_000)).toBe(true);
    expect(await reserve(1)).toBe(false);
    await end(id);
    expect(await reserve(1)).toBe(false);
  });
});

describe('what is proven late', () => {
  test('a payment taken for failed counts when it was taken after all, and is flagged when it is too much', async () => {
    const id = await opened(10_000);
    const late = await sent(id, 6_000);
    await hand.fail(late);
    expect(await till.read(id)).toMatchObject({ paidMinor: 0, reservedMinor: 0, flags: [] });
    await approve(await sent(id, 7_000));
    expect(await approve(late)).toMatchObject({ state: 'approved', flags: ['late'] });
    expect(await till.read(id)).toMatchObject({ state: 'open', paidMinor: 13_000, flags: ['contradiction'] });
    expect(await till.complete(id)).toEqual({ ok: false, error: { kind: 'paid_too_much' } });
    expect(await till.add(id, 1)).toMatchObject({ error: { kind: 'more_than_remaining' } });
    await end(id);
  });

  test('a late payment within the sum is no contradiction', async () => {
    const id = await opened(10_000);
    const late = await sent(id, 3_000);
    await hand.fail(late);
    await approve(late);
    expect(await till.read(id)).toMatchObject({ paidMinor: 3_000, flags: [] });
    await end(id);
  });

  test('a payment of a sale that was given up is flagged, and can still be voided', async () => {
    const id = await opened(10_000);
    const late = await sent(id, 6_000);
    await hand.fail(late);
    given(await till.abandon(id));
    await approve(late);
    expect(await till.read(id)).toMatchObject({
      state: 'given_up',
      paidMinor: 6_000,
      flags: ['contradiction'],
    });
    const wish = { intentKey: randomUUID(), saleId: late, reason: null };
    const undo = given(await voidSale(hand.world.as('manager', 'void:start'), wish)).transactionId;
    await hand.apply(undo, { kind: 'claimed', workerKey: WORKER });
    await approve(undo);
    expect(await till.read(id)).toMatchObject({ state: 'given_up', paidMinor: 0 });
    await hand.free(undo);
  });

  test('a payment taken while everything goes back goes back too', async () => {
    const id = await opened(10_000);
    const late = await sent(id, 2_000);
    await hand.fail(late);
    await approve(await sent(id, 6_000));
    given(await till.abandon(id));
    await approve(late);
    expect(await till.read(id)).toMatchObject({ state: 'giving_up', paidMinor: 8_000, flags: [] });
    const [first] = await till.voids(id);
    await hand.apply(first?.id ?? 'txn_', { kind: 'claimed', workerKey: WORKER });
    await approve(first?.id ?? 'txn_');
    await step(id, {});
    const [second] = await till.voids(id);
    expect(second?.originalId).toBe(late);
    await hand.apply(second?.id ?? 'txn_', { kind: 'claimed', workerKey: WORKER });
    await approve(second?.id ?? 'txn_');
    await step(id, {});
    expect(await till.read(id)).toMatchObject({ state: 'given_up', paidMinor: 0 });
  });
});

describe('a worker that comes twice or dies', () => {
  test('never opens a sale that nobody took in thirty seconds (K2)', async () => {
    const { splitSaleId: id } = given(await till.start(5_000));
    const late = new Date(Date.now() + 31_000);
    let starts = 0;
    const start: SplitSalesGateway['start'] = async () => {
      starts += 1;
      return { kind: 'started', saleNumber: 'SN-1' };
    };
    await step(id, { start }, late);
    await recover(hand.system({ at: late }), async () => () => false);
    expect(await till.read(id)).toMatchObject({ state: 'failed', outcomeReason: 'not_sent_in_time' });
    await step(id, { start });
    expect(starts).toBe(0);
  });

  test('does a step once, whatever number of jobs there are', async () => {
    const { splitSaleId: id } = given(await till.start(5_000));
    let starts = 0;
    const start: SplitSalesGateway['start'] = async () => {
      starts += 1;
      return { kind: 'started', saleNumber: 'SN-1' };
    };
    await Promise.all([step(id, { start }), step(id, { start }), step(id, { start })]);
    await step(id, { start });
    expect(starts).toBe(1);
    await end(id);
  });

  test('leaves a completion that lost its job to the next sweep, and an asked one to the schedule', async () => {
    const id = await opened(5_000);
    await approve(await sent(id, 5_000));
    given(await till.complete(id));
    const soon = new Date(Date.now() + 25_000);
    await recover(hand.system({ at: soon }), async () => () => false);
    expect((await till.read(id))?.nextQueryAt).toEqual(soon);
    await step(id, { complete: async () => LOST }, soon);
    expect(await till.read(id)).toMatchObject({
      state: 'completion_unknown',
      nextQueryAt: new Date(soon.getTime() + 3_000),
    });
    let asked = 0;
    const query: SplitSalesGateway['query'] = async () => {
      asked += 1;
      return NOT_FOUND;
    };
    await step(id, { query }, soon);
    expect(asked).toBe(0);
    await step(id, { query }, new Date(soon.getTime() + 3_000));
    expect(asked).toBe(1);
    // A person who cannot wait has it asked at once, and once however often the button is pressed.
    const person = { ...hand.world.as('support', 'transactions:ask'), clock: { now: () => soon } };
    expect(given(await askSplitNow(person, { splitSaleId: id }))).toEqual({ splitSaleId: id });
    expect(await askSplitNow(person, { splitSaleId: id })).toMatchObject({
      error: { kind: 'asked_just_now' },
    });
    await step(id, { query }, soon);
    expect(asked).toBe(2);
    await end(id);
  });

  test('cannot open the way to its provider: nothing was sent, and the sale says so', async () => {
    const { splitSaleId: id } = given(await till.start(5_000));
    const closed = {
      ...hand.system(),
      openGateway: () => {
        throw new Error('sealed with another key');
      },
    };
    await advanceSplitSale(closed, WORKER, id);
    expect(await till.read(id)).toMatchObject({ state: 'failed', outcomeReason: 'sign_in_failed' });
    expect(await till.holder()).toBeNull();
  });

  test('a device stays with its split sale though a payment of it has been unknown for long', async () => {
    const id = await opened(5_000);
    const payment = await sent(id, 5_000);
    await hand.apply(payment, { kind: 'replied', reply: LOST });
    const later = new Date(Date.now() + 3_600_000);
    await recover(hand.system({ at: later }), async () => () => true);
    expect(await till.holder()).toBe(id);
    expect(await till.abandon(id)).toEqual({ ok: false, error: { kind: 'part_running' } });
    await hand.fail(payment);
    await end(id);
  });
});

test('every change of state has its audit entry, and the end of a split sale is final', async () => {
  const id = await opened(5_000);
  given(await till.abandon(id));
  const ctx = hand.system();
  const apply = ctx.inTransaction((tx) => applyToSplit(ctx, tx, id, { kind: 'taken_up_again' }));
  expect(await apply).toBeNull();
  const entries = await ctx.inTransaction((tx) =>
    tx.select().from(auditLog).where(eq(auditLog.objectId, id)).orderBy(auditLog.sequence),
  );
  expect(entries.map((entry) => entry.action)).toEqual([
    'split-sale.requested',
    'split-sale.starting',
    'split-sale.open',
    'split-sale.given_up',
  ]);
  await expect(
    ctx.inTransaction((tx) =>
      tx.update(splitSales).set({ state: 'open', endedAt: null }).where(eq(splitSales.id, id)),
    ),
  ).rejects.toThrow();
});
