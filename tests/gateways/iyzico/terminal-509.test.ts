import { describe, expect, test } from 'vitest';
import { head509, merchant, merchant509, newReference, payment509, startGateway } from './testing.ts';

async function till(options: Parameters<typeof startGateway>[0] = {}, now?: number) {
  const gateway = await startGateway(options);
  return { gateway, ...(await merchant(gateway, merchant509, now)) };
}

type Till = Awaited<ReturnType<typeof till>>;
type Body = Record<string, unknown>;

async function paid({ post }: Till, price: number, over: Body = {}): Promise<Body> {
  const { status, body } = await post('/payment', payment509(price, over));
  expect(status).toBe(200);
  return body;
}

function moneyBack(payment: Body, over: Body = {}): Body {
  const { paymentId, paymentDate } = payment;
  return head509({
    paymentId,
    paymentDate,
    deviceUniqueId: 'T00001',
    transactionReferenceId: newReference(),
    ...over,
  });
}

const query = '/payment/query-transaction-status';

describe('payment', () => {
  test('answers every documented field, in upper case, with "" and a day as text', async () => {
    const now = Date.parse('2026-01-01T21:40:00Z');
    const shop = await till({ clock: () => now }, now);
    const request = payment509(118.5, { installment: 0 });
    const { status, body } = await shop.post('/payment', request);
    expect(status).toBe(200);
    expect(body).toEqual({
      conversationId: 'c-1',
      locale: 'tr',
      deviceUniqueId: 'T00001',
      transactionReferenceId: request.transactionReferenceId,
      status: 'SUCCESS',
      errorCode: '',
      errorMessage: '',
      errorGroup: '',
      systemTime: now,
      transactionDateTime: '2026-01-01T21:40:00.000Z',
      authCode: expect.stringMatching(/^\d{6}$/),
      paymentId: expect.stringMatching(/^\d+$/),
      paymentDate: '20260102',
      price: 118.5,
      installment: 0,
      currency: 'TRY',
      binNumber: expect.stringMatching(/^\d{6}$/),
      lastFourDigits: expect.stringMatching(/^\d{4}$/),
      hostReference: expect.stringMatching(/^\d{12}$/),
      cardType: expect.stringMatching(/^(CREDIT|DEBIT)_CARD$/),
      acquirerId: expect.any(String),
      issuerId: expect.any(String),
      bankMerchantId: expect.stringMatching(/^0\d+$/),
      bankTerminalId: expect.stringMatching(/^00\d{6}$/),
      batchNo: '0001',
      stanNo: '000001',
      posEntryModeCode: '07',
      cancelHostReference: null,
      refundHostReference: null,
    });
  });

  test('a failure has exactly its six fields, in the language asked for', async () => {
    const shop = await till();
    const { status, body } = await shop.post('/payment', payment509(10.51, { locale: 'en' }));
    expect(status).toBe(400);
    expect(body).toEqual({
      status: 'FAILURE',
      errorCode: '51',
      errorMessage: 'Insufficient funds',
      errorGroup: 'BANK_ERROR',
      systemTime: expect.any(Number),
      consumerErrorMessage: expect.any(String),
    });
  });

  test.each([
    'conversationId',
    'locale',
    'deviceUniqueId',
    'transactionReferenceId',
    'price',
    'currency',
    'installment',
    'salesType',
  ])('refuses a payment without %s', async (field) => {
    const shop = await till();
    const { [field]: _, ...request } = payment509(10);
    const { status, body } = await shop.post('/payment', request);
    expect(status).toBe(400);
    expect(body).toMatchObject({ status: 'FAILURE', errorCode: '380104', errorGroup: 'VALIDATION_ERROR' });
    expect(shop.gateway.book()).toEqual([]);
  });

  test.each([
    ['the overview spelling saleType', { saleType: 'SALE' }],
    ['an upper-case locale', { locale: 'TR' }],
    ['an amount as text', { price: '10.00' }],
    ['thirteen instalments', { installment: 13 }],
    ['a payment id on a sale', { paymentId: '1' }],
    ['a capture without payment id', { salesType: 'POST_AUTH' }],
  ])('refuses %s', async (_, over) => {
    const shop = await till();
    expect((await shop.post('/payment', payment509(10, over))).body).toMatchObject({ errorCode: '380104' });
  });

  test('the same reference twice charges once', async () => {
    const shop = await till();
    const request = payment509(10);
    await shop.post('/payment', request);
    expect((await shop.post('/payment', request)).body).toMatchObject({ errorGroup: 'VALIDATION_ERROR' });
    expect(shop.gateway.book()).toHaveLength(1);
  });
});

describe('pre-authorization', () => {
  test('a hold is captured once, at most in full, under its payment id', async () => {
    const shop = await till();
    const held = await paid(shop, 100, { salesType: 'PRE_AUTH' });
    const capture = (price: number) =>
      shop.post('/payment', payment509(price, { salesType: 'POST_AUTH', paymentId: held.paymentId }));
    expect((await capture(100.01)).body).toMatchObject({ errorGroup: 'BUSINESS_ERROR' });
    const captured = await capture(80);
    expect(captured.body).toMatchObject({ status: 'SUCCESS', paymentId: held.paymentId, price: 80 });
    expect((await capture(20)).body).toMatchObject({ errorCode: '380112' });
    const refund = await shop.post('/payment/refund', moneyBack(held, { price: 80 }));
    expect(refund.status).toBe(200);
  });

  test('a hold can be released but not refunded, and counts in no total', async () => {
    const shop = await till();
    const held = await paid(shop, 100, { salesType: 'PRE_AUTH' });
    const refund = await shop.post('/payment/refund', moneyBack(held, { price: 1 }));
    expect(refund.body).toMatchObject({ errorCode: '380112' });
    expect((await shop.post('/payment/void', moneyBack(held))).status).toBe(200);
    const { body } = await shop.post('/eod', head509({ deviceUniqueId: 'T00001' }));
    expect(body.totals).toEqual([]);
  });
});

describe('query', () => {
  test('answers the three published combinations and nothing else', async () => {
    const shop = await till();
    const payment = await paid(shop, 10);
    const { paymentId, transactionReferenceId } = payment;
    const device = { deviceUniqueId: 'T00001' };
    const good = [
      { paymentId },
      { ...device, transactionReferenceId },
      { paymentId, transactionReferenceId },
    ];
    for (const by of good) {
      const { status, body } = await shop.post(query, head509(by));
      expect(status).toBe(200);
      expect(body).toEqual({ ...payment, conversationId: 'c-2', systemTime: expect.any(Number) });
    }
    const bad = [{}, { transactionReferenceId }, device, { paymentId, ...device }, { ...good[1], paymentId }];
    for (const by of bad) {
      const { status, body } = await shop.post(query, head509(by));
      expect(status).toBe(400);
      expect(body).toMatchObject({ errorCode: '380111', errorGroup: 'VALIDATION_ERROR' });
    }
  });

  test('finds a void and a refund by their own references', async () => {
    const shop = await till();
    const first = await paid(shop, 10);
    const voided = await shop.post('/payment/void', moneyBack(first));
    const second = await paid(shop, 20);
    const refunded = await shop.post('/payment/refund', moneyBack(second, { price: 5 }));
    const ask = async (transactionReferenceId: unknown) => {
      const by = { deviceUniqueId: 'T00001', transactionReferenceId };
      return (await shop.post(query, head509(by))).body;
    };
    expect(await ask(voided.body.transactionReferenceId)).toMatchObject({
      price: 10,
      hostReference: first.hostReference,
      cancelHostReference: voided.body.cancelHostReference,
    });
    expect(await ask(refunded.body.transactionReferenceId)).toMatchObject({
      price: 5,
      paymentId: second.paymentId,
      refundHostReference: refunded.body.refundHostReference,
    });
    expect(await ask(second.transactionReferenceId)).toMatchObject({
      price: 20,
      cancelHostReference: null,
      refundHostReference: refunded.body.refundHostReference,
    });
    expect(await ask('nobody')).toMatchObject({ errorCode: '380108' });
  });
});

describe('void', () => {
  test('takes the whole payment back once; its refusals are 422', async () => {
    const shop = await till();
    const payment = await paid(shop, 10);
    const { status, body } = await shop.post('/payment/void', moneyBack(payment));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'SUCCESS',
      price: 10,
      hostReference: payment.hostReference,
      cancelHostReference: expect.stringMatching(/^\d{12}$/),
      refundHostReference: null,
    });
    const again = await shop.post('/payment/void', moneyBack(payment));
    expect(again).toMatchObject({ status: 422, body: { status: 'FAILURE', errorGroup: 'BUSINESS_ERROR' } });
    expect((await shop.post('/payment/void', {})).status).toBe(422);
  });

  test('is off after the end of day, and with a day as a number', async () => {
    const shop = await till();
    const payment = await paid(shop, 10);
    const asNumber = moneyBack({ ...payment, paymentDate: Number(payment.paymentDate) });
    expect((await shop.post('/payment/void', asNumber)).body).toMatchObject({ errorCode: '380104' });
    await shop.post('/eod', head509({ deviceUniqueId: 'T00001' }));
    const late = await shop.post('/payment/void', moneyBack(payment));
    expect(late).toMatchObject({ status: 422, body: { errorGroup: 'BUSINESS_ERROR' } });
  });
});

describe('refund', () => {
  test('goes in parts until nothing is left, also after the end of day', async () => {
    const shop = await till();
    const payment = await paid(shop, 10);
    await shop.post('/eod', head509({ deviceUniqueId: 'T00001' }));
    const back = (price: number) => shop.post('/payment/refund', moneyBack(payment, { price }));
    expect((await back(4)).body).toMatchObject({ status: 'SUCCESS', price: 4, batchNo: '0002' });
    expect(await back(6.01)).toMatchObject({ status: 400, body: { errorCode: '380112' } });
    expect((await back(6)).status).toBe(200);
    expect((await back(0.01)).body).toMatchObject({ errorCode: '380112' });
  });

  test('needs the day of the payment and a payment that exists', async () => {
    const shop = await till();
    const payment = await paid(shop, 10);
    const back = async (over: Body) =>
      (await shop.post('/payment/refund', moneyBack(payment, { price: 1, ...over }))).body;
    expect(await back({ paymentDate: '20200101' })).toMatchObject({ errorCode: '380107' });
    expect(await back({ paymentId: '1' })).toMatchObject({ errorCode: '380107' });
  });

  test('two at once from two devices never give back more than was paid', async () => {
    const shop = await till({ settings: { latencyMs: 20 }, clients: [twoAutomatic] });
    const payment = await paid(shop, 10);
    const answers = await Promise.all(
      ['T00001', 'T00002'].map((deviceUniqueId) =>
        shop.post('/payment/refund', moneyBack(payment, { price: 6, deviceUniqueId })),
      ),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
  });
});

const twoAutomatic = {
  ...merchant509,
  devices: merchant509.devices.map((device) => ({ ...device, mode: 'auto' as const })),
};
