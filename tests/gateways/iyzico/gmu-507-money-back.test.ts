import { describe, expect, test } from 'vitest';
import {
  merchant,
  merchant507,
  merchant509,
  newReference,
  sale507,
  saleItem,
  sold507,
  till507,
} from './testing.ts';

function voidOf(sale: Record<string, unknown>) {
  const { paymentId, paymentDate } = sale;
  return { deviceUniqueId: 'P00001', paymentId, paymentDate, transactionReferenceId: newReference() };
}

async function returnable({ post }: Awaited<ReturnType<typeof till507>>, reference: string) {
  const { body } = await post('/payment/refundable-sale-info', { transactionReferenceId: reference });
  return body as { totalReturnableAmount: number; saleItems: Record<string, number>[] };
}

function refundOf(sale: Record<string, unknown>, saleItems: Record<string, unknown>[]) {
  return { ...voidOf(sale), saleAppName: 'Panel', saleAppVersion: '0.1.0', saleItems };
}

describe('query', () => {
  test('finds a sale by payment id, by reference, and by both, with its void', async () => {
    const shop = await till507();
    const sale = await sold507(shop, 10);
    const { paymentId, transactionReferenceId } = sale;
    const path = '/payment/query-transaction-status';
    for (const by of [{ paymentId }, { transactionReferenceId }, { paymentId, transactionReferenceId }]) {
      const { body } = await shop.post(path, { ...by, deviceUniqueId: 'P00001', conversationId: 'c-1' });
      expect(body).toEqual({
        ...sale,
        systemTime: expect.any(Number),
        cancelHostReference: null,
        refundHostReference: null,
      });
    }
    const voided = await shop.post('/payment/void', voidOf(sale));
    const { cancelHostReference } = voided.body;
    expect((await shop.post(path, { paymentId })).body).toMatchObject({
      transactionReferenceId,
      hostReference: sale.hostReference,
      cancelHostReference,
    });
    const byVoid = await shop.post(path, { transactionReferenceId: voided.body.transactionReferenceId });
    expect(byVoid.body).toMatchObject({ price: 10, hostReference: sale.hostReference, cancelHostReference });
  });

  test('says why when it finds nothing', async () => {
    const shop = await till507();
    const ask = async (by: object) => (await shop.post('/payment/query-transaction-status', by)).body;
    expect(await ask({})).toMatchObject({ errorCode: '380111', errorGroup: 'VALIDATION_ERROR' });
    expect(await ask({ paymentId: '1' })).toMatchObject({ errorCode: '380107' });
    expect(await ask({ transactionReferenceId: 'x' })).toMatchObject({ errorCode: '380108' });
    const sale = await sold507(shop, 10);
    const elsewhere = { transactionReferenceId: sale.transactionReferenceId, deviceUniqueId: 'P00002' };
    expect(await ask(elsewhere)).toMatchObject({ errorCode: '380108', errorGroup: 'BUSINESS_ERROR' });
  });

  test('repeats a final refusal of the bank', async () => {
    const shop = await till507();
    const request = sale507(10.51);
    const declined = { errorCode: '51', errorGroup: 'BANK_ERROR' };
    expect((await shop.post('/payment', request)).body).toMatchObject(declined);
    const { transactionReferenceId } = request;
    const asked = await shop.post('/payment/query-transaction-status', { transactionReferenceId });
    expect(asked.body).toMatchObject(declined);
  });
});

describe('void', () => {
  test('takes the whole sale back once, under both host references', async () => {
    const shop = await till507();
    const sale = await sold507(shop, 10);
    const request = voidOf(sale);
    const { status, body } = await shop.post('/payment/void', request);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'success',
      transactionReferenceId: request.transactionReferenceId,
      paymentId: sale.paymentId,
      paymentDate: sale.paymentDate,
      price: 10,
      hostReference: sale.hostReference,
      cancelHostReference: expect.stringMatching(/^\d{12}$/),
      transactionDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      transactionTime: expect.stringMatching(/^\d\d:\d\d:\d\d$/),
    });
    const again = await shop.post('/payment/void', voidOf(sale));
    expect(again).toMatchObject({ status: 400, body: { errorGroup: 'BUSINESS_ERROR' } });
  });

  test('is refused with a wrong day, after a refund, after the end of day and after midnight', async () => {
    let now = Date.parse('2026-03-01T12:00:00Z');
    const shop = await till507({ clock: () => now }, now);
    const asVoid = async (sale: Record<string, unknown>) =>
      (await shop.post('/payment/void', voidOf(sale))).body;
    const first = await sold507(shop, 10);
    expect(await asVoid({ ...first, paymentDate: 20260228 })).toMatchObject({ errorCode: '380107' });
    await shop.post('/eod', { deviceUniqueId: 'P00001' });
    expect(await asVoid(first)).toMatchObject({ errorGroup: 'BUSINESS_ERROR' });
    const second = await sold507(shop, 10);
    now += 12 * 3600_000;
    const later = await merchant(shop.gateway, merchant507, now);
    const afterMidnight = await later.post('/payment/void', voidOf(second));
    expect(afterMidnight.body).toMatchObject({ errorGroup: 'BUSINESS_ERROR' });
  });
});

describe('refund', () => {
  test('goes line by line until nothing is left, and never past it', async () => {
    const shop = await till507();
    const lines = [
      saleItem(60, { itemQuantity: 3, unitPriceAmount: 20 }),
      saleItem(40, { taxGroupCode: 'KDV20' }),
    ];
    const sale = await sold507(shop, 100, { saleItems: lines });
    const before = await returnable(shop, sale.transactionReferenceId);
    expect(before.totalReturnableAmount).toBe(100);
    expect(before.saleItems[0]).toEqual({
      id: expect.any(Number),
      name: 'Filtre kahve',
      itemQuantity: 3,
      totalPriceAmount: 60,
      vatAmount: 5.45,
      returnableQuantity: 3,
      returnableAmount: 60,
    });
    const [coffee, cake] = before.saleItems.map((item) => String(item.id));
    const one = { ...saleItem(20), relatedSaleItemId: coffee, returnAmount: 20 };
    const first = await shop.post('/payment/refund', refundOf(sale, [one]));
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ price: 20, vatAmount: 1.82, currency: 'TRY', batchNo: '0001' });
    expect(first.body).not.toHaveProperty('refundHostReference');

    const left = await returnable(shop, sale.transactionReferenceId);
    expect(left).toMatchObject({ totalReturnableAmount: 80 });
    expect(left.saleItems[0]).toMatchObject({ returnableQuantity: 2, returnableAmount: 40 });

    const three = { ...lines[0], relatedSaleItemId: coffee, returnAmount: 60 };
    const tooMuch = await shop.post('/payment/refund', refundOf(sale, [three]));
    expect(tooMuch).toMatchObject({
      status: 400,
      body: { errorCode: '380112', errorGroup: 'BUSINESS_ERROR' },
    });

    const two = { ...saleItem(40, { itemQuantity: 2, unitPriceAmount: 20 }), relatedSaleItemId: coffee };
    const rest = [
      { ...two, returnAmount: 40 },
      { ...lines[1], relatedSaleItemId: cake, returnAmount: 40 },
    ];
    expect((await shop.post('/payment/refund', refundOf(sale, rest))).body).toMatchObject({ price: 80 });
    expect(await returnable(shop, sale.transactionReferenceId)).toMatchObject({ totalReturnableAmount: 0 });
    expect((await shop.post('/payment/refund', refundOf(sale, [one]))).body).toMatchObject({
      errorCode: '380112',
    });

    const asked = await shop.post('/payment/query-transaction-status', { paymentId: sale.paymentId });
    expect(asked.body).toMatchObject({ price: 100, refundHostReference: expect.stringMatching(/^\d{12}$/) });
    expect((await shop.post('/payment/void', voidOf(sale))).body).toMatchObject({
      errorGroup: 'BUSINESS_ERROR',
    });
  });

  test('refuses a line of another sale, and a voided sale', async () => {
    const shop = await till507();
    const sale = await sold507(shop, 10);
    const stranger = { ...saleItem(10), relatedSaleItemId: '1', returnAmount: 10 };
    const refused = await shop.post('/payment/refund', refundOf(sale, [stranger]));
    expect(refused.body).toMatchObject({ errorCode: '380104' });
    await shop.post('/payment/void', voidOf(sale));
    const info = await returnable(shop, sale.transactionReferenceId);
    expect(info).toMatchObject({ totalReturnableAmount: 0 });
    const own = { ...stranger, relatedSaleItemId: String(info.saleItems[0]?.id) };
    expect((await shop.post('/payment/refund', refundOf(sale, [own]))).body).toMatchObject({
      errorCode: '380112',
    });
  });

  test('of a sale nobody made is 380109', async () => {
    const shop = await till507();
    const { body } = await shop.post('/payment/refundable-sale-info', { transactionReferenceId: 'x' });
    expect(body).toMatchObject({ status: 'failure', errorCode: '380109' });
  });
});

test('one merchant never finds the payment of another', async () => {
  const other = {
    ...merchant507,
    clientId: 'other',
    devices: [{ deviceUniqueId: 'X1', label: 'X', mode: 'auto' as const }],
  };
  const shop = await till507({ clients: [merchant507, merchant509, other] });
  const sale = await sold507(shop, 10);
  const stranger = await merchant(shop.gateway, other);
  const { paymentId, transactionReferenceId } = sale;
  for (const by of [{ paymentId }, { transactionReferenceId }]) {
    const { body } = await stranger.post('/payment/query-transaction-status', by);
    expect(body).toMatchObject({ status: 'failure', errorGroup: 'BUSINESS_ERROR' });
  }
});
