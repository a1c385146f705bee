import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listEvents } from '#db/queries/transactions.ts';
import { dayTotals } from '#db/schema/totals.ts';
import { closeBatch } from '#server/end-of-day/close-batch.ts';
import type { TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { applyOutcome } from '#server/transactions/apply-outcome.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { askableTerminal } from '#tests/factories/terminal.ts';
import { type ByHand, createByHand, SAID, WORKER } from '#tests/support/by-hand.ts';

let hand: ByHand;
beforeAll(async () => {
  hand = await createByHand();
});
afterAll(() => hand.world.close());

describe('an approval that cannot be true of this sale', () => {
  test('because its payment is another sale’s is a contradiction that stays in sight, not an error that repeats', async () => {
    const first = await hand.sold();
    const second = await hand.sell();
    const row = await hand.approve(second, { providerPaymentId: first.providerPaymentId });
    expect(row).toMatchObject({ state: 'unknown', flags: ['contradiction'], batchId: null });
    expect(row.nextQueryAt).not.toBeNull();
    const [event] = await hand
      .system()
      .inTransaction((tx) => listEvents(tx, hand.system().merchant.id, second));
    expect(event?.data).toMatchObject({ kind: 'contradiction', fields: ['payment'] });
    expect((await hand.approve(second)).state).toBe('approved');
  });

  test('because the database refuses what it would mean leaves the provider’s words behind', async () => {
    const started = await startSale(hand.world.as('manager', 'sale:start'), {
      intentKey: randomUUID(),
      deviceId: hand.world.terminal,
      amount: { minor: 900, currency: 'TRY' },
      installmentCount: 1,
      lines: [],
    });
    const id = started.ok ? started.value.transactionId : 'txn_';
    const gateway: Partial<TerminalGateway> = {
      perform: async (_operation, record) => {
        record(SAID);
        return { kind: 'approved', evidence: hand.evidence(await hand.read(id), { last4: 'abcd' }) };
      },
    };
    await expect(sendOperation(hand.system({ gateway }), WORKER, id)).rejects.toThrow();
    expect(await hand.exchangesOf(id)).toMatchObject([{ response: { said: true } }]);
    await hand.apply(id, { kind: 'worker_lost' });
    expect((await hand.approve(id)).state).toBe('approved');
  });
});

test('an answer that comes while the database is away is written when it is back', async () => {
  const id = await hand.sell();
  await hand.free(id);
  const row = await hand.read(id);
  const ctx = hand.system();
  let isAway = true;
  const away: typeof ctx = {
    ...ctx,
    inTransaction: async (work) => {
      if (!isAway) return ctx.inTransaction(work);
      isAway = false;
      throw new Error('Failed query', { cause: Object.assign(new Error(), { code: 'CONNECTION_CLOSED' }) });
    },
  };
  await keepAnswer(away, { operation: row, said: [SAID], hasDeviceAnswered: null }, (tx) =>
    applyOutcome(ctx, tx, id, askableTerminal('T00001'), { kind: 'worker_lost' }),
  );
  expect((await hand.read(id)).state).toBe('unknown');
  expect(await hand.exchangesOf(id)).toHaveLength(1);
  await hand.fail(id);
});

test('an operation whose gateway cannot be opened was not sent and never looks as if it might have been', async () => {
  const started = await startSale(hand.world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId: hand.world.terminal,
    amount: { minor: 900, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  const id = started.ok ? started.value.transactionId : 'txn_';
  const broken = {
    ...hand.system(),
    openGateway: () => {
      throw new Error('no key');
    },
  };
  await expect(sendOperation(broken, WORKER, id)).rejects.toThrow('no key');
  expect((await hand.read(id)).state).toBe('created');
  await hand.apply(id, { kind: 'expired_unsent' });
  await hand.sold();
  const runId = await hand.requestClose();
  await closeBatch(broken, WORKER, runId);
  expect(await hand.run(runId)).toMatchObject({ state: 'failed', outcomeReason: 'sign_in_failed' });
  expect(await hand.holder()).toBeNull();
});

test('while it is unknown whether a refund happened, the same money does not follow it by another one', async () => {
  const sale = await hand.sold();
  const lost = await hand.giveBack(sale.id, 4_000);
  await hand.apply(lost, { kind: 'worker_lost' });
  await hand.free(lost);
  await expect(hand.giveBack(sale.id, 4_000)).rejects.toThrow('refund_running');
  await hand.approve(lost);
  await hand.approve(await hand.giveBack(sale.id, 6_000));
});

describe('money that is proven late to have gone back', () => {
  test('past the sale is written and flagged, and nothing more can go back', async () => {
    const sale = await hand.sold();
    const lost = await hand.giveBack(sale.id, 6_000);
    await hand.fail(lost);
    await hand.approve(await hand.giveBack(sale.id, 6_000));
    expect(await hand.approve(lost)).toMatchObject({ state: 'approved', flags: ['late'] });
    expect(await hand.read(sale.id)).toMatchObject({
      refundedMinor: 12_000,
      refundReservedMinor: 0,
      flags: ['contradiction'],
    });
    await expect(hand.giveBack(sale.id, 1)).rejects.toThrow('nothing_left');
  });

  test('within the sale is not flagged', async () => {
    const sale = await hand.sold();
    const lost = await hand.giveBack(sale.id, 4_000);
    await hand.fail(lost);
    await hand.approve(await hand.giveBack(sale.id, 6_000));
    await hand.approve(lost);
    expect(await hand.read(sale.id)).toMatchObject({ refundedMinor: 10_000, flags: [] });
  });

  test('as a void beside a refund is written and flagged', async () => {
    const sale = await hand.sold();
    const lost = await hand.undo(sale.id);
    await hand.fail(lost);
    const refund = await hand.giveBack(sale.id, 6_000);
    expect((await hand.approve(lost)).state).toBe('approved');
    expect(await hand.read(sale.id)).toMatchObject({ voidId: lost, flags: ['contradiction'] });
    expect((await hand.approve(refund)).state).toBe('approved');
    expect((await hand.read(sale.id)).refundedMinor).toBe(6_000);
  });

  test('as a void stays a void when a second try to void fails', async () => {
    const sale = await hand.sold();
    const lost = await hand.undo(sale.id);
    await hand.fail(lost);
    const again = await hand.undo(sale.id);
    await hand.approve(lost);
    await hand.fail(again);
    expect(await hand.read(sale.id)).toMatchObject({ voidId: lost });
    expect((await hand.read(sale.id)).voidedAt).not.toBeNull();
    await expect(hand.giveBack(sale.id, 1)).rejects.toThrow('already_voided');
  });

  test('is counted once in the sums of the day', async () => {
    const count = async () => {
      const rows = await hand.system().inTransaction((tx) => tx.select().from(dayTotals));
      return rows.filter((row) => row.kind === 'sale').reduce((sum, row) => sum + row.count, 0);
    };
    const before = await count();
    const id = await hand.sell();
    await hand.fail(id);
    await hand.approve(id);
    expect(await count()).toBe(before + 1);
  });
});

test('a form to refund by lines that is sent again is the same refund, also when its lines are gone meanwhile', async () => {
  const sale = await hand.sell(5_000, hand.world.register);
  await hand.approve(sale);
  const line = { providerLineId: '1', name: 'Çay', quantity: 1, totalMinor: 5_000 };
  let left = 1;
  const gateway: Partial<TerminalGateway> = {
    getRefundable: async () => ({
      kind: 'refundable',
      totalMinor: left * 5_000,
      lines: [{ ...line, refundableQuantity: left, refundableMinor: left * 5_000 }],
    }),
  };
  const ctx = { ...hand.world.as('manager', 'refund:start'), openGateway: () => gateway as TerminalGateway };
  const wish = {
    intentKey: randomUUID(),
    saleId: sale,
    size: { by: 'lines' as const, lines: [{ providerLineId: '1', quantity: 1 }] },
    reason: null,
  };
  const first = await startRefund(ctx, wish);
  left = 0;
  const again = await startRefund(ctx, wish);
  if (!first.ok || !again.ok) throw new Error('refused');
  expect(again.value).toEqual({ transactionId: first.value.transactionId, isRepeat: true });
  const other = { ...wish, size: { by: 'lines' as const, lines: [{ providerLineId: '1', quantity: 2 }] } };
  expect(await startRefund(ctx, other)).toMatchObject({ ok: false, error: { kind: 'intent_reused' } });
});
