import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toSaleLine } from '#server/transactions/lines.ts';
import { listSoldItems, rememberLines } from '#server/transactions/sold-items.ts';
import { coffee, type FiscalShop, openFiscalShop } from '#tests/support/fiscal-shop.ts';

let shop: FiscalShop;
beforeAll(async () => {
  shop = await openFiscalShop();
});
afterAll(() => shop.world.close());

describe('what was sold', () => {
  const named = (name: string, unitPriceMinor: number) =>
    toSaleLine({ ...coffee, name, quantity: 1, unitPriceMinor });
  const offered = async (beginning: string, currency: 'TRY' | 'EUR' = 'TRY') =>
    (await listSoldItems(shop.world.as('manager', 'sale:start'), { beginning, currency })).map(
      ({ name, unitPrice }) => `${name} ${unitPrice.minor}`,
    );

  test('is offered again at its latest price, whatever i it is typed with', async () => {
    await shop.sold(shop.wish([named('İnce ıspanaklı börek', 4_000), named('Islak kek', 3_000)]));
    await shop.sold(shop.wish([named('ISLAK KEK', 3_500)], { paymentType: 'cash' }));
    expect(await offered('ıslak')).toEqual(['ISLAK KEK 3500']);
    expect(await offered('ISL')).toEqual(['ISLAK KEK 3500']);
    expect(await offered('ince ISPANAK')).toEqual(['İnce ıspanaklı börek 4000']);
    expect(await offered('İNCE')).toEqual(['İnce ıspanaklı börek 4000']);
    expect(await offered('ispanak')).toEqual(['İnce ıspanaklı börek 4000']);
    expect(await offered('BÖREK')).toEqual(['İnce ıspanaklı börek 4000']);
    expect(await offered('anak')).toEqual([]);
    expect(await offered('ıslak', 'EUR')).toEqual([]);
    expect((await offered(''))[0]).toBe('ISLAK KEK 3500');
    for (const wild of ['%', '_', '\\', "'", '.*']) expect(await offered(wild), wild).toEqual([]);
  });

  test('is offered twenty at a time, the last sold first', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `Kurabiye ${String(index).padStart(2, '0')}`);
    await shop.sold(shop.wish(names.slice(0, 5).map((name) => named(name, 100))));
    await shop.sold(shop.wish(names.slice(5).map((name) => named(name, 100))));
    const all = await offered('kurabiye');
    expect(all).toHaveLength(20);
    expect(all).not.toContain('Kurabiye 00 100');
  });

  test('by many people at once is remembered without a quarrel', async () => {
    const lines = ['Ayran', 'Zeytin', 'Çay'].map((name, index) => named(name, 1_000 + index));
    const loud = lines.map((line) => ({ ...line, name: line.name.toLocaleUpperCase('tr') }));
    const ctx = shop.world.as('manager', 'sale:start');
    const baskets = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? lines : [...loud].reverse()));
    await Promise.all(
      baskets.map((basket) => ctx.inTransaction((tx) => rememberLines(ctx, tx, basket, 'TRY'))),
    );
    // Two spellings written in the same moment both stand until the thing is sold once more.
    await ctx.inTransaction((tx) => rememberLines(ctx, tx, lines, 'TRY'));
    expect([await offered('ZEY'), await offered('çay')]).toEqual([['Zeytin 1001'], ['Çay 1002']]);
  });
});
