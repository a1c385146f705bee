import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { findDeviceHold } from '#db/queries/devices.ts';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import type { OperationReply } from '#server/gateways/terminal-gateway.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { askNow } from '#server/transactions/ask-now.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { type SaleWish, startSale } from '#server/transactions/start-sale.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { type CallingShop, openCallingShop } from '#tests/support/calling-shop.ts';

let shop: CallingShop;
beforeEach(async () => {
  await shop?.close();
  shop = await openCallingShop();
});
afterAll(() => shop.close());

const LOOK = { ok: false, error: { kind: 'look_at_device' } };
const start = (changes: Partial<SaleWish> = {}) =>
  startSale(shop.as('manager', 'sale:start'), shop.wish(changes));
const holder = () =>
  shop.system().inTransaction((tx) => findDeviceHold(tx, shop.merchant.id, shop.terminal.id));

/** A sale whose result did not come; its terminal is given back, as the sweep does in time. */
async function lost(): Promise<TransactionId> {
  const id = await shop.deliver(await shop.sell());
  await shop.apply(id, { kind: 'silence' }, new Date(Date.now() + 200_000));
  await shop.free(id);
  return id;
}

const refused = (confirm: boolean): OperationReply => ({
  ...{ kind: 'refused', reason: 'device_offline', code: '8504', text: null },
  confirm,
});

describe('a terminal that may still have something on it', () => {
  test('takes nothing more before somebody has looked, and refusing that leaves it free', async () => {
    await lost();
    expect(await start()).toEqual(LOOK);
    expect(await holder()).toBeNull();
    expect((await start({ deviceIsIdle: true })).ok).toBe(true);
  });

  test('is so after a refusal in doubt, once that is believed', async () => {
    const id = await shop.sell();
    await shop.send(id, refused(true));
    expect((await shop.read(id)).state).toBe('unknown');
    await shop.apply(id, { kind: 'silence' }, new Date(Date.now() + 61_000));
    expect(await shop.read(id)).toMatchObject({ state: 'failed', flags: ['check_device'] });
    expect(await start()).toEqual(LOOK);
  });

  test('is not so after a refusal beyond doubt', async () => {
    await shop.send(await shop.sell(), refused(false));
    expect((await start()).ok).toBe(true);
  });

  test('is looked at once: whatever comes after that look counts', async () => {
    const first = await lost();
    const second = await shop.deliver(await shop.sell({ deviceIsIdle: true }));
    await shop.approve(second);
    expect((await shop.read(first)).state).toBe('unknown');
    expect((await start()).ok).toBe(true);
  });

  test('is so for a refund too, which needs the card there, and not for a void, which does not', async () => {
    const saleId = await shop.deliver(await shop.sell());
    await shop.approve(saleId);
    await lost();
    const ctx = shop.as('manager', 'refund:start');
    const wish = {
      intentKey: randomUUID(),
      saleId,
      size: { by: 'amount', amountMinor: 100 },
      reason: null,
    } as const;
    expect(await startRefund(ctx, wish)).toEqual(LOOK);
    expect((await shop.read(saleId)).refundReservedMinor).toBe(0);
    const undo = { intentKey: randomUUID(), saleId, reason: null };
    expect((await voidSale(shop.as('manager', 'void:start'), undo)).ok).toBe(true);
  });

  test('is free again when the late result says how it ended', async () => {
    const id = await lost();
    await shop.approve(id);
    expect((await start()).ok).toBe(true);
  });

  test('is no matter for terminals whose provider answers with the result', async () => {
    const answering = await makeDevice(shop.owner, shop.merchant.id, { label: 'Kasa 1' });
    await makeTransaction(shop.owner, answering, { state: 'unknown' });
    const amount = { minor: 11_800, currency: 'TRY' } as const;
    expect((await start({ deviceId: answering.id, amount })).ok).toBe(true);
  });
});

describe('the health of a terminal that never answers itself', () => {
  test('shows by a delivery, and by a result that is called back', async () => {
    expect((await shop.device()).lastAnsweredAt).toBeNull();
    const id = await shop.deliver(await shop.sell());
    const delivered = (await shop.device()).lastAnsweredAt;
    expect(delivered).not.toBeNull();
    await shop.approve(id);
    const called = (await shop.device()).lastAnsweredAt;
    expect(called?.getTime()).toBeGreaterThan(delivered?.getTime() ?? 0);
  });

  test('shows by the provider’s word that it is not connected', async () => {
    await shop.send(await shop.sell(), refused(false));
    const { lastAnsweredAt, lastFailedAt } = await shop.device();
    expect(lastAnsweredAt).toBeNull();
    expect(lastFailedAt).not.toBeNull();
  });

  test('does not show by what is not about this operation', async () => {
    const id = await shop.sell();
    await shop.send(id, { kind: 'unknown_outcome', cause: 'deadline', code: null, text: null });
    const cancelled = { kind: 'cancelled', code: '8514', text: null, mentionsVoid: false } as const;
    await shop.callBack(id, cancelled, { reference: '1000000000' });
    expect((await shop.read(id)).flags).toContain('contradiction');
    expect((await shop.device()).lastAnsweredAt).toBeNull();
  });
});

test('nobody asks a provider that answers no questions, and the list of what is open says who decides', async () => {
  const id = await lost();
  const before = await shop.read(id);
  expect(await askNow(shop.as('manager', 'transactions:ask'), id)).toEqual({
    ok: false,
    error: { kind: 'cannot_be_asked' },
  });
  expect(await shop.read(id)).toEqual(before);
  const waiting = await shop.deliver(await shop.sell({ deviceIsIdle: true }));
  const { nextQueryAt } = await shop.read(waiting);
  const open = await listUnresolved(shop.as('manager', 'transactions:see'));
  expect(open.map(({ id: each, next }) => [each, next])).toEqual([
    [id, { kind: 'person' }],
    [waiting, { kind: 'callback', at: nextQueryAt }],
  ]);
});

test('a payment is found by its session and by the batch on its slip, with the sums of what is found', async () => {
  const ctx = shop.as('support', 'transactions:see');
  const choices = await listFilterChoices(ctx);
  const printed = (text: string): ListFilter => [
    {
      by: 'mark',
      marks: [
        { of: 'sessionId', values: [text] },
        { of: 'batch', values: [text] },
      ],
    },
  ];
  const found = async (text: string) =>
    (await listTransactions(ctx, printed(text), null, choices)).rows.map(({ id }) => id);
  const first = await shop.deliver(await shop.sell());
  await shop.approve(first, { batchNumber: '0417' });
  const second = await shop.deliver(await shop.sell());
  await shop.approve(second, { batchNumber: '0417' });
  const other = await shop.deliver(await shop.sell());
  const { sessionId } = await shop.read(first);
  expect(await found(sessionId ?? '')).toEqual([first]);
  expect(await found('0417')).toEqual([second, first]);
  expect(await found('417')).toEqual([]);
  expect(await found((await shop.read(other)).sessionId ?? '')).toEqual([other]);
  expect((await sumTransactions(ctx, printed('0417')))?.count).toBe(2);
});
