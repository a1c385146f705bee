import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transactions } from '#db/schema/transactions.ts';
import { saySaleFailure } from '#server/transactions/say-failure.ts';
import { listSoldItems } from '#server/transactions/sold-items.ts';
import type { SaleWish } from '#server/transactions/start-sale.ts';
import { coffee, company, type FiscalShop, openFiscalShop } from '#tests/support/fiscal-shop.ts';

let shop: FiscalShop;
beforeAll(async () => {
  shop = await openFiscalShop();
});
afterAll(() => shop.world.close());

describe('a wish that does not fit', () => {
  const nothing = { phone: null, email: null };
  const onTerminal = { installmentCount: 1, lines: [], amount: { minor: 5_000, currency: 'TRY' } } as const;

  test.each<[string, () => SaleWish, string, string]>([
    [
      'surcharge without instalments',
      () => shop.wish([coffee], { surchargeMinor: 100 }),
      'surcharge',
      'surchargeWithoutInstallments',
    ],
    [
      'surcharge below zero',
      () => shop.wish([coffee], { surchargeMinor: -1, installmentCount: 2 }),
      'surcharge',
      'surcharge',
    ],
    [
      'surcharge of the whole amount',
      () =>
        shop.wish([coffee], {
          surchargeMinor: 28_500,
          installmentCount: 2,
          amount: { minor: 28_500, currency: 'TRY' },
        }),
      'surcharge',
      'surcharge',
    ],
    [
      'cash in instalments',
      () => shop.wish([coffee], { paymentType: 'cash', installmentCount: 2 }),
      'installmentCount',
      'cashInstallments',
    ],
    [
      'lines that do not sum to the amount',
      () => shop.wish([coffee], { amount: { minor: 28_499, currency: 'TRY' } }),
      'lines',
      'linesDoNotAddUp',
    ],
    [
      'lines that sum to the amount with the surcharge',
      () =>
        shop.wish([coffee], {
          surchargeMinor: 500,
          installmentCount: 2,
          amount: { minor: 28_500, currency: 'TRY' },
        }),
      'lines',
      'linesDoNotAddUp',
    ],
    [
      'no lines on a register',
      () => shop.wish([], { amount: { minor: 100, currency: 'TRY' } }),
      'lines',
      'linesRequired',
    ],
    [
      'another currency',
      () => shop.wish([coffee], { amount: { minor: 28_500, currency: 'GBP' } }),
      'currency',
      'currency',
    ],
    [
      'cash on a terminal',
      () => shop.wish([], { ...onTerminal, deviceId: shop.world.terminal, paymentType: 'cash' }),
      'paymentType',
      'paymentType',
    ],
    [
      'a buyer on a terminal',
      () => shop.wish([], { ...onTerminal, deviceId: shop.world.terminal, buyer: company }),
      'buyer',
      'buyerNotSupported',
    ],
    [
      'a phone on a terminal',
      () =>
        shop.wish([], {
          ...onTerminal,
          deviceId: shop.world.terminal,
          notice: { ...nothing, phone: '5321112233' },
        }),
      'phone',
      'phoneNotSupported',
    ],
    [
      'an e-mail address on a terminal',
      () =>
        shop.wish([], {
          ...onTerminal,
          deviceId: shop.world.terminal,
          notice: { ...nothing, email: 'a@example.com' },
        }),
      'email',
      'emailNotSupported',
    ],
    [
      'a document on a terminal',
      () => shop.wish([], { ...onTerminal, deviceId: shop.world.terminal, document: 'e_invoice' }),
      'document',
      'document',
    ],
    [
      'lines on a terminal',
      () => shop.wish([coffee], { deviceId: shop.world.terminal }),
      'lines',
      'linesNotSupported',
    ],
    [
      'a surcharge on a terminal',
      () =>
        shop.wish([], {
          ...onTerminal,
          deviceId: shop.world.terminal,
          installmentCount: 3,
          surchargeMinor: 100,
        }),
      'surcharge',
      'surchargeNotSupported',
    ],
  ])('(%s) is refused beside its field and changes nothing', async (_what, make, field, sentence) => {
    const before = await stateOfWorld();
    const refused = await shop.start(make());
    expect(refused.ok).toBe(false);
    if (!refused.ok) expect(saySaleFailure(refused.error).fieldErrors?.[field]).toBeDefined();
    if (!refused.ok)
      expect(JSON.stringify(saySaleFailure(refused.error))).toContain(`sale.problem.${sentence}"`);
    expect(await stateOfWorld()).toEqual(before);
  });

  async function stateOfWorld() {
    const ctx = shop.world.as('manager', 'transactions:see');
    const rows = await ctx.inTransaction((tx) => tx.select({ id: transactions.id }).from(transactions));
    const items = await listSoldItems(shop.world.as('manager', 'sale:start'), {
      currency: 'TRY',
      beginning: '',
    });
    return { rows: rows.length, requests: shop.world.gateway.log().length, items };
  }
});
