import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listOpenCloses } from '#server/end-of-day/list-open-closes.ts';
import type { OperationReply } from '#server/gateways/terminal-gateway.ts';
import { readFrame } from '#server/merchants/read-frame.ts';
import { askingOf } from '#server/transactions/asking.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { type ByHand, createByHand, LOST, WORKER } from '#tests/support/by-hand.ts';

let hand: ByHand;
beforeAll(async () => {
  hand = await createByHand();
});
afterAll(() => hand.world.close());

const wishOf = (minor = 10_000) => ({
  intentKey: randomUUID(),
  deviceId: hand.world.terminal,
  amount: { minor, currency: 'TRY' as const },
  installmentCount: 1,
  lines: [],
});
const start = (wish: ReturnType<typeof wishOf>) => startSale(hand.world.as('manager', 'sale:start'), wish);

/** Puts what was started on the wire once; how often the provider was called, and what it replied. */
async function send(id: Parameters<typeof sendOperation>[2], reply: OperationReply): Promise<number> {
  let calls = 0;
  const perform = async () => {
    calls += 1;
    return reply;
  };
  await sendOperation(hand.system({ gateway: { perform } }), WORKER, id);
  return calls;
}

// §15.5: I3.
test('a second charge of the same intent is blocked while the first is unknown, and for ever after', async () => {
  const wish = wishOf();
  const first = await start(wish);
  if (!first.ok) throw new Error(first.error.kind);
  const { transactionId: id } = first.value;
  expect(await send(id, LOST)).toBe(1);
  expect(await hand.read(id)).toMatchObject({ state: 'unknown' });
  // The same form again, at once and after the terminal was given back: the same operation, nothing sent.
  for (const isFreed of [false, true]) {
    if (isFreed) await hand.free(id);
    expect(await start(wish)).toMatchObject({ ok: true, value: { transactionId: id } });
    expect(await send(id, LOST)).toBe(0);
    expect(await start({ ...wish, amount: { minor: 10_001, currency: 'TRY' } })).toMatchObject({
      ok: false,
      error: { kind: 'intent_reused' },
    });
  }
  // Proven not to have happened, the form is spent all the same: another try is a new wish with a new reference.
  await hand.fail(id);
  expect(await start(wish)).toMatchObject({ ok: true, value: { transactionId: id } });
  expect(await send(id, LOST)).toBe(0);
  const another = await start({ ...wish, intentKey: randomUUID() });
  if (!another.ok) throw new Error(another.error.kind);
  expect(another.value.transactionId).not.toBe(id);
  const [before, after] = [await hand.read(id), await hand.read(another.value.transactionId)];
  expect(after.reference).not.toBe(before.reference);
  await hand.apply(after.id, { kind: 'claimed', workerKey: WORKER });
  await hand.fail(after.id);
});

test('nothing of an unknown sale can be given back', async () => {
  const id = await hand.sell();
  await hand.apply(id, { kind: 'replied', reply: LOST });
  await hand.free(id);
  const wish = { intentKey: randomUUID(), saleId: id, reason: null };
  const no = { ok: false, error: { kind: 'not_possible', obstacle: 'not_an_approved_sale' } };
  expect(await voidSale(hand.world.as('manager', 'void:start'), wish)).toMatchObject(no);
  const refund = { ...wish, size: { by: 'amount', amountMinor: 100 } as const };
  expect(await startRefund(hand.world.as('manager', 'refund:start'), refund)).toMatchObject(no);
  await hand.fail(id);
});

test('what is unknown is listed with the instant of the next question and how far the questions are', async () => {
  const id = await hand.sell();
  await hand.apply(id, { kind: 'replied', reply: LOST });
  await hand.apply(id, {
    kind: 'queried',
    reply: { kind: 'no_answer', cause: 'deadline', retryAfterMs: null },
  });
  const ctx = hand.world.as('manager', 'transactions:see');
  const row = (await listUnresolved(ctx)).find((one) => one.id === id);
  const { nextQueryAt, sentAt } = await hand.read(id);
  expect(row).toMatchObject({ next: { kind: 'ask', at: nextQueryAt }, queryCount: 1 });
  const countsFrom = new Date((sentAt?.getTime() ?? 0) + ctx.patience.waitingWindowMs);
  expect(row && askingOf(row, ctx.patience)).toEqual({ count: 1, countsFrom, foundNothingAt: null });
});

test('a close whose answer is lost is among what is open until something tells, and is counted', async () => {
  const ctx = hand.world.as('manager', 'transactions:see');
  const before = (await readFrame(ctx)).unresolved;
  const runId = await hand.requestClose(hand.world.register);
  expect(await listOpenCloses(ctx)).toMatchObject([{ id: runId, state: 'requested' }]);
  await hand.close(runId, { ...LOST, kind: 'unknown_outcome' });
  expect(await listOpenCloses(ctx)).toMatchObject([{ id: runId, state: 'unknown', reason: 'deadline' }]);
  expect((await readFrame(ctx)).unresolved).toBe(before + 1);
  await hand.free(runId);
  await hand.approve(await hand.sell(10_000, hand.world.register), { batchNumber: '900' });
  expect(await listOpenCloses(ctx)).toEqual([]);
  expect((await readFrame(ctx)).unresolved).toBe(before);
});
