import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchanges } from '#db/schema/exchanges.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { ids } from '#tests/factories/ids.ts';
import { makePerson } from '#tests/factories/person.ts';
import { makeEvent, makeTransaction } from '#tests/factories/transaction.ts';
import { openShops, type Shops } from '#tests/support/shops.ts';

let shops: Shops;
beforeAll(async () => {
  shops = await openShops();
});
afterAll(() => shops.close());

describe('one transaction', () => {
  test('shows its family with what is left, its story newest first, its batch and its people', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device, {
      createdBy: shop.manager.id,
      refundedMinor: 3_000,
      refundReservedMinor: 1_000,
    });
    const refund = await makeTransaction(shops.owner, shop.device, {
      kind: 'refund',
      originalId: sale.id,
      amountMinor: 3_000,
      createdAt: new Date('2026-03-04T10:10:00Z'),
    });
    await makeEvent(shops.owner, sale, 1, { kind: 'requested' });
    await makeEvent(shops.owner, sale, 2, { kind: 'settled', state: 'approved', reason: null, code: null });
    const seen = await getTransaction(shop.ctx, sale.id);
    expect(seen.status).toBe('partlyRefunded');
    expect(seen.createdBy).toBe('manager');
    expect(seen.batch).toMatchObject({ number: '017', state: 'open' });
    expect(seen.device).toMatchObject({ label: 'Kasa 1', branchName: 'Kadıköy' });
    expect(seen.timeline.map((line) => line.entry?.kind)).toEqual(['settled', 'requested']);
    expect(seen.family?.members.map(({ id, depth }) => [id, depth])).toEqual([
      [sale.id, 0],
      [refund.id, 1],
    ]);
    expect(seen.family?.remaining).toEqual({ minor: 7_800, currency: 'TRY' });
    const fromRefund = await getTransaction(shop.ctx, refund.id);
    expect(fromRefund.family).toEqual(seen.family);
  });

  test('leaves nothing to give back of a voided sale', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device);
    const undo = await makeTransaction(shops.owner, shop.device, { kind: 'void', originalId: sale.id });
    await shops.owner.execute(
      `update transactions set void_id = '${undo.id}', voided_at = now() where id = '${sale.id}'`,
    );
    const seen = await getTransaction(shop.ctx, sale.id);
    expect(seen.status).toBe('voided');
    expect(seen.family?.remaining.minor).toBe(0);
  });

  test('shows support the last four digits only, wherever a card may have been written', async () => {
    const shop = await shops.open();
    const support = await makePerson(shops.owner, shop.merchant.id, 'support');
    const sale = await makeTransaction(shops.owner, shop.device, {
      state: 'declined',
      bin: '454360',
      last4: '0006',
      outcomeText: 'Declined for 454360******0006',
    });
    await shops.owner.insert(exchanges).values({
      merchantId: shop.merchant.id,
      id: ids.next('exchange'),
      operationId: sale.id,
      purpose: 'operation',
      at: sale.createdAt,
      durationMs: 12,
      path: '/v1/payment',
      request: { notificationPhone: '5551112233' },
      httpStatus: 200,
      response: { binNumber: '454360', lastFourDigits: '0006' },
      failure: null,
    });
    const asSupport = makeReadContext(shops.app, shop.merchant, support, 'transactions:see');
    const seen = JSON.stringify(await getTransaction(asSupport, sale.id));
    expect(seen).not.toContain('454360');
    expect(seen).not.toContain('5551112233');
    expect(seen).toContain('0006');
    expect(JSON.stringify(await getTransaction(shop.ctx, sale.id))).toContain('454360');
  });

  test('shows a line of the timeline that a later version wrote as unreadable, and the rest', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device);
    await makeEvent(shops.owner, sale, 1, { kind: 'teleported' } as never);
    const seen = await getTransaction(shop.ctx, sale.id);
    expect(seen.timeline).toMatchObject([{ key: '1', entry: null }]);
  });
});
