import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listFollowUps } from '#db/queries/follow-ups.ts';
import { findTransaction, type TransactionRow } from '#db/queries/transactions.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import type { TerminalGateway } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId, TransactionId } from '#server/kernel/ids.ts';
import { getHold, getMoneyBack } from '#server/transactions/get-money-back.ts';
import { sumOfLines, toSaleLine } from '#server/transactions/lines.ts';
import { getRefundable, type RefundSize } from '#server/transactions/refund-plan.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const coffee = toSaleLine({
  name: 'Filtre kahve',
  unitCode: 'C62',
  vatRate: '10',
  quantity: 3,
  unitPriceMinor: 9_500,
});
const cup = toSaleLine({
  name: 'Termos bardak',
  unitCode: 'C62',
  vatRate: '20',
  quantity: 1,
  unitPriceMinor: 45_000,
});

function read(id: TransactionId): Promise<TransactionRow | null> {
  const ctx = world.as('manager', 'transactions:see');
  return ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, id));
}

async function ended(id: TransactionId): Promise<TransactionRow> {
  return waitFor(async () => {
    const row = await read(id);
    return row?.settledAt ? row : null;
  }, `the end of ${id}`);
}

async function approvedSale(deviceId: DeviceId, minor = 30_000): Promise<TransactionRow> {
  const lines = deviceId === world.register ? [coffee, cup] : [];
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId,
    amount: { minor: lines.length > 0 ? sumOfLines(lines) : minor, currency: 'TRY' },
    installmentCount: 1,
    lines,
  });
  if (!started.ok) throw new Error(started.error.kind);
  const row = await ended(started.value.transactionId);
  expect(row.state).toBe('approved');
  return row;
}

function refund(saleId: TransactionId, size: RefundSize) {
  return startRefund(world.as('manager', 'refund:start'), {
    intentKey: randomUUID(),
    saleId,
    size,
    reason: null,
  });
}

async function refunded(saleId: TransactionId, size: RefundSize): Promise<TransactionRow> {
  const started = await refund(saleId, size);
  if (!started.ok) throw new Error(started.error.kind);
  return ended(started.value.transactionId);
}

function undo(saleId: TransactionId) {
  return voidSale(world.as('manager', 'void:start'), { intentKey: randomUUID(), saleId, reason: null });
}

describe.each(['register', 'terminal'] as const)('on the %s', (which) => {
  test('a void gives the whole sale back once', async () => {
    const sale = await approvedSale(world[which]);
    const [first, second] = await Promise.all([undo(sale.id), undo(sale.id)]);
    expect([first.ok, second.ok].sort()).toEqual([false, true]);
    await waitFor(async () => (await read(sale.id))?.voidedAt, 'the void');
    expect(await undo(sale.id)).toMatchObject({ ok: false, error: { obstacle: 'already_voided' } });
    expect(
      world.gateway
        .book()
        .filter((entry) => entry.kind === 'void' && entry.paymentId === sale.providerPaymentId),
    ).toHaveLength(1);
  });
});

describe('a refund by amount', () => {
  test('may be repeated until nothing is left and never past it', async () => {
    const sale = await approvedSale(world.terminal, 30_000);
    expect((await refunded(sale.id, { by: 'amount', amountMinor: 12_000 })).state).toBe('approved');
    expect(await refund(sale.id, { by: 'amount', amountMinor: 18_001 })).toMatchObject({
      ok: false,
      error: { kind: 'more_than_left', remainingMinor: 18_000 },
    });
    expect((await refunded(sale.id, { by: 'amount', amountMinor: 18_000 })).state).toBe('approved');
    expect(await refund(sale.id, { by: 'amount', amountMinor: 1 })).toMatchObject({
      ok: false,
      error: { obstacle: 'nothing_left' },
    });
    expect(await read(sale.id)).toMatchObject({ refundedMinor: 30_000, refundReservedMinor: 0 });
  });

  test('raced by another one for the same money goes through once', async () => {
    const sale = await approvedSale(world.terminal, 20_000);
    const both = await Promise.all([1, 2].map(() => refund(sale.id, { by: 'amount', amountMinor: 20_000 })));
    expect(both.filter((each) => each.ok)).toHaveLength(1);
    await waitFor(async () => (await read(sale.id))?.refundedMinor === 20_000, 'the refund');
  });

  test('that the bank declines gives its reservation back', async () => {
    const sale = await approvedSale(world.terminal, 20_000);
    await world.device('509', { scenario: 'decline-not-permitted', times: 1 });
    expect((await refunded(sale.id, { by: 'amount', amountMinor: 5_000 })).state).toBe('declined');
    expect(await read(sale.id)).toMatchObject({ refundedMinor: 0, refundReservedMinor: 0 });
  });

  test('whose answer is lost stays reserved until asking shows that it happened', async () => {
    const sale = await approvedSale(world.terminal, 20_000);
    await world.device('509', { scenario: 'lost-answer', times: 1 });
    const started = await refund(sale.id, { by: 'amount', amountMinor: 5_000 });
    await waitFor(async () => (await read(sale.id))?.refundReservedMinor === 5_000, 'the reservation');
    expect(started.ok && (await ended(started.value.transactionId)).state).toBe('approved');
    expect(await read(sale.id)).toMatchObject({ refundedMinor: 5_000, refundReservedMinor: 0 });
    expect(await undo(sale.id)).toMatchObject({ ok: false, error: { obstacle: 'refund_exists' } });
  });
});

describe('a refund by lines', () => {
  test('takes pieces of lines until the provider says nothing is left', async () => {
    const sale = await approvedSale(world.register);
    const before = await getRefundable(world.as('manager', 'refund:start'), sale.id);
    if (before?.kind !== 'refundable') throw new Error('not refundable');
    expect(before.totalMinor).toBe(sale.amountMinor);
    const [first, second] = before.lines;
    if (!first || !second) throw new Error('no lines');
    const part = await refunded(sale.id, {
      by: 'lines',
      lines: [{ providerLineId: first.providerLineId, quantity: 1 }],
    });
    expect(part).toMatchObject({ state: 'approved', amountMinor: 9_500 });
    expect(
      await refund(sale.id, { by: 'lines', lines: [{ providerLineId: first.providerLineId, quantity: 3 }] }),
    ).toMatchObject({
      ok: false,
      error: { kind: 'line_not_refundable', refundableQuantity: 2 },
    });
    const rest = await refunded(sale.id, {
      by: 'lines',
      lines: [
        { providerLineId: first.providerLineId, quantity: 2 },
        { providerLineId: second.providerLineId, quantity: 1 },
      ],
    });
    expect(rest.state).toBe('approved');
    expect(await read(sale.id)).toMatchObject({ refundedMinor: sale.amountMinor, refundReservedMinor: 0 });
    const ctx = world.as('manager', 'transactions:see');
    expect(await ctx.inTransaction((tx) => listFollowUps(tx, ctx.merchant.id, sale.id))).toHaveLength(2);
  });

  test('whose answer is lost ends approved by asking', async () => {
    const sale = await approvedSale(world.register);
    await world.device('507', { scenario: 'lost-answer', times: 1 });
    const refundable = await getRefundable(world.as('manager', 'refund:start'), sale.id);
    const line = refundable?.kind === 'refundable' ? refundable.lines[0] : undefined;
    if (!line) throw new Error('no lines');
    const row = await refunded(sale.id, {
      by: 'lines',
      lines: [{ providerLineId: line.providerLineId, quantity: 1 }],
    });
    expect(row.state).toBe('approved');
  });
});

test('after end of day a sale can be refunded but not voided', async () => {
  const sale = await approvedSale(world.terminal, 15_000);
  const run = await requestEndOfDay(world.as('accountant', 'end-of-day:run'), { deviceId: world.terminal });
  expect(run.ok).toBe(true);
  await waitFor(async () => {
    const voided = await undo(sale.id);
    return !voided.ok && voided.error.kind === 'not_possible' && voided.error.obstacle === 'batch_closed';
  }, 'the closed batch');
  await waitFor(
    async () => (await refund(sale.id, { by: 'amount', amountMinor: 15_000 })).ok,
    'a refund that may start',
  );
  await waitFor(async () => (await read(sale.id))?.refundedMinor === 15_000, 'the refund');
});

describe('a void that is refused because the device closed its batch by itself', () => {
  test('leaves the refund, offered with its reason, that starts only when somebody wishes it', async () => {
    const sale = await approvedSale(world.terminal, 21_000);
    const seeing = world.as('manager', 'transactions:see');
    expect((await getMoneyBack(seeing, sale.id)).whole).toEqual({ way: 'void', because: 'same_day' });
    await world.control('POST', '/book', { entries: [], openBatches: { T00001: '900' } });
    const refused = await undo(sale.id);
    if (!refused.ok) throw new Error(refused.error.kind);
    const gone = await ended(refused.value.transactionId);
    expect(gone).toMatchObject({ state: 'failed', outcomeReason: 'amount_unavailable' });
    expect(await read(sale.id)).toMatchObject({ voidId: null, voidedAt: null });
    const offer = await getMoneyBack(seeing, sale.id);
    expect(offer).toMatchObject({
      whole: { way: 'refund', because: 'void_refused' },
      moneyBack: { refund: { remainingMinor: 21_000 } },
    });
    expect(await undo(sale.id)).toMatchObject({ ok: false, error: { obstacle: 'void_refused' } });
    const back = await refunded(sale.id, { by: 'amount', amountMinor: 21_000 });
    expect(back.state).toBe('approved');
    expect(back.reference).not.toBe(gone.reference);
  });

  test('of a hold leaves its capture', async () => {
    const started = await startSale(world.as('manager', 'sale:start'), {
      intentKey: randomUUID(),
      kind: 'preauthorization',
      deviceId: world.terminal,
      amount: { minor: 21_000, currency: 'TRY' },
      installmentCount: 1,
      lines: [],
    });
    if (!started.ok) throw new Error(started.error.kind);
    const hold = await ended(started.value.transactionId);
    await world.control('POST', '/book', { entries: [], openBatches: { T00001: '950' } });
    const refused = await undo(hold.id);
    if (!refused.ok) throw new Error(refused.error.kind);
    expect((await ended(refused.value.transactionId)).state).toBe('failed');
    expect((await getHold(world.as('manager', 'transactions:see'), hold.id)).hold).toEqual({
      capture: { isPossible: true, heldMinor: 21_000 },
      release: { isPossible: false, obstacle: 'release_refused' },
    });
  });
});

test('where the provider knows of less than our book, its smaller figure wins', async () => {
  const sale = await approvedSale(world.register);
  const ctx = world.as('manager', 'refund:start');
  const refundable = await getRefundable(ctx, sale.id);
  if (refundable?.kind !== 'refundable') throw new Error('not refundable');
  const [line] = refundable.lines;
  if (!line) throw new Error('no lines');
  const gateway = { getRefundable: async () => ({ ...refundable, totalMinor: 100 }) };
  const wish = { by: 'lines' as const, lines: [{ providerLineId: line.providerLineId, quantity: 1 }] };
  expect(
    await startRefund(
      { ...ctx, openGateway: () => gateway as unknown as TerminalGateway },
      { intentKey: randomUUID(), saleId: sale.id, size: wish, reason: null },
    ),
  ).toMatchObject({ ok: false, error: { kind: 'more_than_left', remainingMinor: 100 } });
});

test('a void is written as of the instant it was judged at, though midnight lies between (INV-3)', async () => {
  const sale = await approvedSale(world.terminal);
  const ctx = world.as('manager', 'void:start');
  const judged = ctx.clock.now();
  const ticks = [judged];
  const now = () => ticks.pop() ?? new Date(judged.getTime() + 86_400_000);
  const wish = { intentKey: randomUUID(), saleId: sale.id, reason: null };
  const opened = await voidSale({ ...ctx, clock: { now } }, wish);
  if (!opened.ok) throw new Error(opened.error.kind);
  expect((await ended(opened.value.transactionId)).createdAt).toEqual(judged);
});
