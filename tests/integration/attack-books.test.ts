import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findDevice } from '#db/queries/devices.ts';
import { insertTransaction } from '#db/queries/transactions.ts';
import { recover } from '#server/jobs/recover.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { askableTerminal } from '#tests/factories/terminal.ts';
import { type ByHand, createByHand, LOST, REFUSED, WORKER } from '#tests/support/by-hand.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let hand: ByHand;
beforeAll(async () => {
  hand = await createByHand();
});
afterAll(() => hand.world.close());

test('the batch number of an answer that comes late closes no newer batch', async () => {
  const late = await hand.sell();
  await hand.apply(late, { kind: 'worker_lost' });
  await hand.free(late);
  const newer = await hand.sold({ batchNumber: '702' });
  const current = await hand.sold({ batchNumber: '702' });
  await hand.approve(late, { batchNumber: '701' });
  expect(await hand.batch(newer.batchId)).toMatchObject({ state: 'open', number: '702' });
  expect((await hand.sold({ batchNumber: '702' })).batchId).toBe(current.batchId);
});

test('a sale whose batch is found closed at that very moment is not voided any more', async () => {
  const sale = await hand.sold({ batchNumber: '711' });
  const next = await hand.sell();
  const ctx = hand.system();
  const evidence = hand.evidence(await hand.read(next), { batchNumber: '712' });
  const voiding = await ctx.inTransaction(async (tx) => {
    const event = { kind: 'replied', reply: { kind: 'approved', evidence } } as const;
    await applyOutcome(ctx, tx, next, askableTerminal('T00001'), event);
    const undone = { result: hand.undo(sale.id).catch((error: unknown) => error) };
    await waitFor(isSomebodyWaiting, 'the void to wait');
    return undone;
  });
  expect(await voiding.result).toMatchObject({ message: expect.stringContaining('batch_closed') });
  expect(await hand.batch(sale.batchId)).toMatchObject({ state: 'closed' });
  expect(await hand.read(sale.id)).toMatchObject({ voidId: null });
});

/** Whether one connection to this database waits for another one's lock. */
function isSomebodyWaiting(): Promise<boolean> {
  return hand.system().inTransaction(async (tx) => {
    const waiting = await tx.execute(sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    return waiting.length > 0;
  });
}

describe('a close whose answer is lost', () => {
  test('is not explained by an operation that was sent before it, nor by a refund that quotes its sale’s batch', async () => {
    const before = await hand.sell();
    await hand.fail(before);
    const older = await hand.sold({ batchNumber: '900' });
    const sale = await hand.sold({ batchNumber: '901' });
    const runId = await hand.requestClose();
    await hand.close(runId, LOST);
    await hand.approve(before, { batchNumber: '901' });
    expect(await hand.run(runId)).toMatchObject({ state: 'unknown' });
    expect(await hand.holder()).toMatchObject({ operationId: runId });
    await hand.free(runId);
    await expect(hand.giveBack(sale.id, 1_000)).rejects.toThrow('batch_closing');
    await hand.approve(await hand.giveBack(older.id, 1_000), { batchNumber: '900' });
    expect(await hand.run(runId)).toMatchObject({ state: 'unknown' });
    await hand.sold({ batchNumber: '902' });
    expect(await hand.run(runId)).toMatchObject({ state: 'closed', isMatched: null });
    expect(await hand.batch(sale.batchId)).toMatchObject({ state: 'closed' });
    // INV-13: also the sending, and what a sale told later.
    expect(await hand.audited(runId)).toEqual(['requested', 'closing', 'unknown', 'closed']);
  });

  test('of a batch without a member does not keep the next one from being closed', async () => {
    await hand.close(await hand.requestClose(), { kind: 'closed', batchNumber: '902', totals: [] });
    const runId = await hand.requestClose();
    await hand.close(runId, LOST);
    await hand.free(runId);
    const sale = await hand.sold({ batchNumber: '904' });
    expect(await hand.batch(sale.batchId)).toMatchObject({ state: 'open', number: '904' });
    expect(await hand.requestClose()).not.toBe(runId);
  });

  test('but that is refused after its worker was taken for dead leaves batch and device free', async () => {
    const runId = (await hand.requestedRun()) ?? (await hand.requestClose());
    const ctx = hand.system();
    await hand.close(runId, { ...REFUSED, kind: 'refused' }, async () => {
      await recover(ctx, async () => () => false);
      expect(await hand.run(runId)).toMatchObject({ state: 'unknown' });
    });
    const ended = await hand.run(runId);
    expect(ended).toMatchObject({ state: 'failed' });
    expect(await hand.batch(ended?.batchId ?? null)).toMatchObject({ state: 'open' });
    expect(await hand.holder()).toBeNull();
    expect(await hand.requestClose()).not.toBe(runId);
  });
});

test('a close with figures no day can have is kept as unmatched, not lost', async () => {
  const busy = await hand.requestedRun();
  if (busy) await hand.close(busy, REFUSED);
  await hand.sold();
  const total = { acquirerName: null, tid: null, mid: null, batchNumber: null, isClosed: true, code: '00' };
  const totals = ['90071992547409.91', '90071992547409.91', '1.00', '1.00'].map((amountText) => ({
    ...total,
    acquirerId: '62',
    amountText,
    count: 999_999_999,
  }));
  const runId = await hand.requestClose();
  await hand.close(runId, { kind: 'closed', batchNumber: '905', totals });
  expect(await hand.run(runId)).toMatchObject({ state: 'closed', isMatched: false });
});

test('the first approval of a device and a close asked at that moment do not shut each other out', async () => {
  const id = await hand.sell(10_000, hand.world.register);
  await Promise.all([
    hand.approve(id, { batchNumber: '001' }),
    ...[1, 2, 3].map(() => hand.requestClose(hand.world.register)),
  ]);
  expect((await hand.read(id)).state).toBe('approved');
});

test('one row that cannot be put right holds up no other', async () => {
  const ctx = hand.system();
  const found = await ctx.inTransaction((tx) => findDevice(tx, ctx.merchant.id, hand.world.terminal));
  const runId = await hand.requestedRun();
  if (runId) await hand.close(runId, { ...REFUSED, kind: 'refused' });
  const sale = await hand.sold();
  // A refund that reserved nothing: its end would take away more than is there.
  await ctx.inTransaction((tx) =>
    insertTransaction(tx, {
      merchantId: ctx.merchant.id,
      id: ids.next('transaction'),
      kind: 'refund',
      state: 'created',
      environment: 'sandbox',
      provider: 'iyzico',
      deviceId: hand.world.terminal,
      branchId: found?.device.branchId ?? 'bra_',
      originalId: sale.id,
      intentKey: randomUUID(),
      intentHash: '-',
      reference: ids.next('reference'),
      amountMinor: 100,
      currency: 'TRY',
      installmentCount: 1,
      lines: [],
      createdBy: sale.createdBy,
      createdAt: new Date(Date.now() - 60_000),
      businessDate: sale.businessDate,
    }),
  );
  const lost = await hand.sell();
  await expect(recover(hand.system(), async () => () => false)).rejects.toThrow(AggregateError);
  expect((await hand.read(lost)).state).toBe('unknown');
  await hand.free(lost);
});

// Last: it leaves the terminal in another year.
test('a batch number tells that the device moved on also when it came round again', async () => {
  const old = await hand.sold({ batchNumber: '801' });
  const next = await hand.sold({ batchNumber: '802' });
  expect(next.batchId).not.toBe(old.batchId);
  const afterYears = new Date(Date.now() + 900 * 24 * 60 * 60_000);
  const id = await startSale(
    { ...hand.world.as('manager', 'sale:start'), clock: { now: () => afterYears } },
    {
      intentKey: randomUUID(),
      deviceId: hand.world.terminal,
      amount: { minor: 100, currency: 'TRY' },
      installmentCount: 1,
      lines: [],
    },
  );
  if (!id.ok) throw new Error(id.error.kind);
  await hand.apply(id.value.transactionId, { kind: 'claimed', workerKey: WORKER }, afterYears);
  const row = await hand.approve(id.value.transactionId, { batchNumber: '801' }, afterYears);
  expect([old.batchId, next.batchId]).not.toContain(row.batchId);
  expect(await hand.batch(row.batchId)).toMatchObject({ number: '801', state: 'open' });
  expect(await hand.batch(next.batchId)).toMatchObject({ state: 'closed' });
});
