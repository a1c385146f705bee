import { describe, expect, test } from 'vitest';
import { sale507, saleItem, sold507, till507 } from './testing.ts';

const place = { country: 'Türkiye', city: 'İzmir', district: 'Konak' };
const company = (over: object = {}) => ({
  customerType: 2,
  companyName: 'A',
  taxOfficeCode: '001103',
  taxNumber: '1234567890',
  ...place,
  ...over,
});
const person = (over: object = {}) => ({
  customerType: 1,
  firstName: 'Ayşe',
  familyName: 'Yılmaz',
  taxNumber: '10000000146',
  ...place,
  ...over,
});

describe('sale', () => {
  test('answers every documented field, in lower case, with "0" and an integer day', async () => {
    const now = Date.parse('2026-01-01T21:40:00Z');
    const shop = await till507({ clock: () => now }, now);
    const request = sale507(240, { saleItems: [saleItem(240, { itemQuantity: 2, unitPriceAmount: 120 })] });
    const { status, body } = await shop.post('/payment', request);
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'success',
      errorCode: '0',
      conversationId: 'c-1',
      systemTime: now,
      deviceUniqueId: 'P00001',
      transactionReferenceId: request.transactionReferenceId,
      transactionDateTime: '2026-01-02 00:40:00',
      paymentId: expect.stringMatching(/^\d+$/),
      paymentDate: 20260102,
      price: 240,
      installment: 1,
      acquirerId: expect.any(String),
      bankMerchantId: expect.stringMatching(/^0\d+$/),
      bankTerminalId: expect.stringMatching(/^00\d{6}$/),
      issuerId: expect.any(String),
      currency: 'TRY',
      authCode: expect.stringMatching(/^\d{6}$/),
      binNumber: expect.stringMatching(/^\d{6}$/),
      lastFourDigits: expect.stringMatching(/^\d{4}$/),
      hostReference: expect.stringMatching(/^\d{12}$/),
      cardType: expect.stringMatching(/^(CREDIT|DEBIT)$/),
      batchNo: '0001',
      stanNo: '000001',
      posEntryModeCode: '07',
      saleNumber: expect.stringMatching(/^SN-/),
      saleItems: request.saleItems,
    });
  });

  test('cash carries no card or bank field and stays out of the batch totals', async () => {
    const shop = await till507();
    const sale = await sold507(shop, 50, { paymentType: 'CASH' });
    for (const field of ['acquirerId', 'authCode', 'binNumber', 'hostReference', 'batchNo', 'stanNo']) {
      expect(sale).not.toHaveProperty(field);
    }
    expect((await shop.post('/eod', { deviceUniqueId: 'P00001' })).body).toMatchObject({ tails: [] });
  });

  test.each([
    ['an unknown field', { tip: 1 }],
    ['three decimals', { price: 10.005, paidPrice: 10.005 }],
    ['an amount as text', { price: '10.00' }],
    ['zero', { price: 0, paidPrice: 0 }],
    ['no lines', { saleItems: [] }],
    ['lines that do not add up', { saleItems: [saleItem(9)] }],
    ['a refund field in a line', { saleItems: [saleItem(10, { relatedSaleItemId: '1' })] }],
    ['a quantity that is no whole number', { saleItems: [saleItem(10, { itemQuantity: 1.5 })] }],
    ['an unknown VAT group', { saleItems: [saleItem(10, { taxGroupCode: 'KDV7' })] }],
    ['less paid than the price', { paidPrice: 9 }],
    ['a surcharge without instalments', { paidPrice: 11 }],
    ['an unknown currency', { currency: 'try' }],
    ['a numeric document type', { saleDocumentType: 1 }],
    ['a long device id', { deviceUniqueId: 'P'.repeat(65) }],
    ['a phone with its prefix', { notificationPhone: '+905321112233' }],
    ['a phone that begins with 0', { notificationPhone: '0532111223' }],
    ['an address that is none', { notificationEmail: 'a@b' }],
    ['cash in instalments', { paymentType: 'CASH', installment: 2 }],
    [
      'a gross that is not quantity times price',
      { saleItems: [saleItem(10, { itemQuantity: 3, unitPriceAmount: 3.33 })] },
    ],
    ['a total above its gross', { saleItems: [saleItem(10, { unitPriceAmount: 9, grossPriceAmount: 9 })] }],
    ['an unknown document', { saleDocumentType: '2' }],
    ['a company without tax office', { buyerInfo: { customerType: 2, companyName: 'A' } }],
    ['a VKN with a wrong digit', { buyerInfo: company({ taxNumber: '1234567891' }) }],
    ['a TCKN with a wrong digit', { buyerInfo: person({ taxNumber: '10000000145' }) }],
    ['a person with a VKN', { buyerInfo: person({ taxNumber: '1234567890' }) }],
    ['a person without a family name', { buyerInfo: person({ familyName: undefined }) }],
    ['a buyer of a third kind', { buyerInfo: company({ customerType: 3 }) }],
    ['a field no buyer has', { buyerInfo: person({ phone: '1' }) }],
  ])('refuses %s and charges nothing', async (_, over) => {
    const shop = await till507();
    const { status, body } = await shop.post('/payment', sale507(10, over));
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 'failure', errorCode: '380104', errorGroup: 'VALIDATION_ERROR' });
    expect(shop.gateway.book()).toEqual([]);
    expect(shop.gateway.log().at(-1)?.problems).not.toEqual([]);
  });

  test.each([
    'deviceUniqueId',
    'transactionReferenceId',
    'price',
    'paidPrice',
    'paymentType',
    'saleAppName',
    'saleAppVersion',
    'saleDocumentType',
    'saleItems',
  ])('refuses a sale without %s', async (field) => {
    const shop = await till507();
    const { [field]: _, ...request } = sale507(10);
    expect((await shop.post('/payment', request)).body).toMatchObject({ errorCode: '380104' });
  });

  test('takes a discount, an expense slip, a person as buyer and where to send it', async () => {
    const shop = await till507();
    const sale = await sold507(shop, 9, {
      saleItems: [saleItem(9, { unitPriceAmount: 10, grossPriceAmount: 10 })],
      saleDocumentType: '9',
      notificationPhone: '5321112233',
      notificationEmail: 'a@example.com',
      buyerInfo: person(),
    });
    expect(sale).toMatchObject({ price: 9, saleItems: [{ grossPriceAmount: 10, totalPriceAmount: 9 }] });
    expect(
      (await shop.post('/payment', sale507(9, { buyerInfo: company({ taxNumber: '10000000146' }) }))).status,
    ).toBe(200);
  });

  test('takes instalments with a surcharge, and a company as buyer', async () => {
    const shop = await till507();
    const sale = await sold507(shop, 100, { paidPrice: 104, installment: 3, buyerInfo: company() });
    expect(sale).toMatchObject({ price: 100, installment: 3 });
    expect(shop.gateway.book()[0]).toMatchObject({ amountMinor: 10_400, priceMinor: 10_000 });
  });

  test('the same reference twice charges once', async () => {
    const shop = await till507();
    const request = sale507(10);
    expect((await shop.post('/payment', request)).status).toBe(200);
    const again = await shop.post('/payment', request);
    expect(again).toMatchObject({ status: 400, body: { errorGroup: 'VALIDATION_ERROR' } });
    expect(shop.gateway.book()).toHaveLength(1);
  });

  test('an unknown device is 380101, the device of another merchant 380102', async () => {
    const shop = await till507();
    const at = async (deviceUniqueId: string) =>
      (await shop.post('/payment', sale507(10, { deviceUniqueId }))).body;
    expect(await at('P99999')).toMatchObject({ errorCode: '380101', errorGroup: 'BUSINESS_ERROR' });
    expect(await at('T00001')).toMatchObject({ errorCode: '380102', errorGroup: 'SYSTEM_ERROR' });
  });

  test('a device does one thing at a time', async () => {
    const shop = await till507({ settings: { latencyMs: 50 } });
    const [first, second] = await Promise.all([
      shop.post('/payment', sale507(10)),
      shop.post('/payment', sale507(20)),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 400]);
    const refused = first.status === 400 ? first : second;
    expect(refused.body).toMatchObject({ errorCode: '380201', errorGroup: 'DEVICE_ERROR' });
    expect(shop.gateway.book()).toHaveLength(1);
  });
});
