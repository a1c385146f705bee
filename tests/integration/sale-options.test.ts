import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deviceHolds } from '#db/schema/device-holds.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import type { RefundWish } from '#server/transactions/refund-plan.ts';
import { sayRefundFailure, saySaleFailure } from '#server/transactions/say-failure.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { type SaleWish, startSale } from '#server/transactions/start-sale.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { type CallingShop, openCallingShop } from '#tests/support/calling-shop.ts';

let shop: CallingShop;
beforeAll(async () => {
  shop = await openCallingShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await shop.owner.delete(deviceHolds);
});

const OPTIONS = {
  invoiceNumber: 'R-17',
  description: 'Gâteau',
  email: 'ayse@example.com',
  printsOnTerminal: false,
};
const start = (wish: SaleWish) => startSale(shop.as('manager', 'sale:start'), wish);

async function soldSale(changes: Partial<SaleWish> = {}): Promise<TransactionId> {
  const id = await shop.deliver(await shop.sell(changes));
  await shop.approve(id);
  return id;
}

function refundOf(saleId: TransactionId, changes: Partial<RefundWish> = {}): RefundWish {
  const size = { by: 'amount', amountMinor: 1_000 } as const;
  return { intentKey: randomUUID(), saleId, size, reason: null, ...changes };
}
const giveBack = (wish: RefundWish) => startRefund(shop.as('manager', 'refund:start'), wish);

describe('what the provider is told of a sale', () => {
  test('is kept with the sale and goes to the provider with it', async () => {
    const id = await shop.sell({ options: OPTIONS });
    expect((await shop.read(id)).options).toEqual(OPTIONS);
    const put = await shop.send(id, { kind: 'delivered', session: null });
    expect(put?.options).toEqual(OPTIONS);
  });

  test('is part of the wish: one form key, one content (INV-5)', async () => {
    const wish = shop.wish({ options: OPTIONS });
    const first = await start(wish);
    expect(await start(wish)).toEqual({
      ok: true,
      value: { ...(first.ok ? first.value : {}), isRepeat: true },
    });
    for (const options of [
      null,
      { ...OPTIONS, invoiceNumber: 'R-18' },
      { ...OPTIONS, printsOnTerminal: true },
    ])
      expect(await start({ ...wish, options })).toEqual({ ok: false, error: { kind: 'intent_reused' } });
  });

  test('is seen on its page, the customer’s address only by those who deal with the customer', async () => {
    const id = await shop.sell({ options: OPTIONS });
    const seenBy = async (role: 'manager' | 'support' | 'admin') =>
      (await getTransaction(shop.as(role, 'transactions:see'), id)).options;
    expect(await seenBy('manager')).toEqual(OPTIONS);
    expect(await seenBy('support')).toMatchObject({ invoiceNumber: 'R-17', description: 'Gâteau' });
    for (const role of ['support', 'admin'] as const)
      expect(JSON.stringify(await seenBy(role))).not.toContain('ayse');
  });

  test('is refused beside its field by a terminal that cannot pass it on, and nothing is written', async () => {
    const answering = await makeDevice(shop.owner, shop.merchant.id, { label: 'Kasa 9' });
    const amount = { minor: 11_800, currency: 'TRY' } as const;
    const refused = await start(shop.wish({ deviceId: answering.id, amount, options: OPTIONS }));
    expect(refused).toEqual({
      ok: false,
      error: { kind: 'option_not_supported', option: 'invoiceNumber' },
    });
    if (!refused.ok) expect(saySaleFailure(refused.error).fieldErrors).toHaveProperty('invoiceNumber');
    expect(await rowsOn(answering.id)).toBe(0);
  });
});

describe('what the provider is told of a refund', () => {
  test('is the address and the print; the invoice was told with the sale', async () => {
    const saleId = await soldSale({ options: OPTIONS });
    const started = await giveBack(
      refundOf(saleId, { options: { email: 'a@example.com', printsOnTerminal: false } }),
    );
    if (!started.ok) throw new Error(started.error.kind);
    const told = {
      invoiceNumber: null,
      description: null,
      email: 'a@example.com',
      printsOnTerminal: false,
    };
    const put = await shop.send(started.value.transactionId, { kind: 'delivered', session: null });
    expect(put?.options).toEqual(told);
  });

  test('is refused where the terminal cannot pass it on, before anything is written', async () => {
    const answering = await makeDevice(shop.owner, shop.merchant.id, { label: 'Kasa 10' });
    const sale = await makeTransaction(shop.owner, answering, { providerDate: '2026-03-04' });
    const refused = await giveBack(refundOf(sale.id, { options: { email: null, printsOnTerminal: false } }));
    expect(refused).toEqual({
      ok: false,
      error: { kind: 'option_not_supported', option: 'printsOnTerminal' },
    });
    if (!refused.ok) expect(sayRefundFailure(refused.error).fieldErrors).toHaveProperty('noTerminalPrint');
    expect(await rowsOn(answering.id)).toBe(1);
  });
});

test('an account takes no more in one sale than it may, and nothing is written of the rest', async () => {
  const before = await rowsOn(shop.terminal.id);
  const refused = await start(shop.wish({ amount: { minor: 500_001, currency: 'CAD' } }));
  expect(refused).toEqual({ ok: false, error: { kind: 'amount_above_limit' } });
  expect(await rowsOn(shop.terminal.id)).toBe(before);
  expect((await start(shop.wish({ amount: { minor: 500_000, currency: 'CAD' } }))).ok).toBe(true);
});

describe('a reference of ten digits', () => {
  /** The manager, whose next references are these, the first ones first. */
  function drawing<P extends 'sale:start' | 'refund:start'>(permission: P, ...drawn: string[]) {
    const ctx = shop.as('manager', permission);
    const tenDigits = () => drawn.shift() ?? ctx.ids.tenDigits();
    return { ...ctx, ids: { ...ctx.ids, tenDigits } };
  }

  test('is what this provider wants, for sales and refunds alike', async () => {
    const saleId = await soldSale();
    const started = await giveBack(refundOf(saleId));
    if (!started.ok) throw new Error(started.error.kind);
    for (const id of [saleId, started.value.transactionId])
      expect((await shop.read(id)).reference).toMatch(/^[1-9][0-9]{9}$/);
  });

  test('that was drawn before is drawn again, and the sale is made once', async () => {
    const { reference } = await shop.read(await soldSale());
    const before = await rowsOn(shop.terminal.id);
    const ctx = drawing('sale:start', reference, reference, '1234567890');
    const started = await startSale(ctx, shop.wish());
    if (!started.ok) throw new Error(started.error.kind);
    expect((await shop.read(started.value.transactionId)).reference).toBe('1234567890');
    expect(await rowsOn(shop.terminal.id)).toBe(before + 1);
  });

  test('of a refund likewise, which is reserved once', async () => {
    const saleId = await soldSale();
    const { reference } = await shop.read(saleId);
    const ctx = drawing('refund:start', reference, '1234567891');
    const started = await startRefund(ctx, refundOf(saleId));
    if (!started.ok) throw new Error(started.error.kind);
    expect((await shop.read(started.value.transactionId)).reference).toBe('1234567891');
    expect((await shop.read(saleId)).refundReservedMinor).toBe(1_000);
  });

  test('that is always in use gives up after a few draws and leaves nothing, the terminal free', async () => {
    const { reference } = await shop.read(await soldSale());
    const before = await rowsOn(shop.terminal.id);
    const draws = Array.from({ length: 6 }, () => reference);
    const ctx = drawing('sale:start', ...draws, '1234567892');
    await expect(startSale(ctx, shop.wish())).rejects.toThrow();
    expect(await rowsOn(shop.terminal.id)).toBe(before);
    expect(await shop.owner.select().from(deviceHolds)).toEqual([]);
  });
});

async function rowsOn(deviceId: typeof shop.terminal.id): Promise<number> {
  const rows = await shop.owner
    .select({ id: transactions.id })
    .from(transactions)
    .where(eq(transactions.deviceId, deviceId));
  return rows.length;
}
