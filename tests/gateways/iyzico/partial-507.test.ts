import { expect, test } from 'vitest';
import { merchant, merchant507, newReference, sale507, saleItem, send, startGateway } from './testing.ts';

async function opened(price: number, over = {}, options: Parameters<typeof startGateway>[0] = {}) {
  const gateway = await startGateway({ ...options, settings: { deviceWaitMs: 5000, ...options.settings } });
  const { post } = await merchant(gateway, merchant507);
  const request = sale507(price, over);
  const started = await post('/partial-payment/start', request);
  const saleNumber = String(started.body.saleNumber);
  const { transactionReferenceId } = request;
  const add = (amount: number, more = {}) =>
    post('/partial-payment/add-payment', { saleNumber, price: amount, ...more });
  const complete = (more = {}) =>
    post('/partial-payment/complete', {
      deviceUniqueId: 'P00001',
      transactionReferenceId,
      saleNumber,
      ...more,
    });
  return { gateway, post, started, request, add, complete, saleNumber };
}

test('one sale is paid by several instruments and final only when complete', async () => {
  const { post, started, request, add, complete, saleNumber } = await opened(100);
  expect(started.body).toEqual({
    status: 'success',
    errorCode: '0',
    conversationId: 'c-1',
    systemTime: expect.any(Number),
    saleNumber: expect.stringMatching(/^SN-/),
    remainingPaymentAmount: 100,
  });
  const { transactionReferenceId } = request;
  const ask = async () => (await post('/payment/query-transaction-status', { transactionReferenceId })).body;
  const reference = newReference();
  expect((await add(60, { transactionReferenceId: reference })).body).toMatchObject({
    status: 'success',
    transactionReferenceId: reference,
    price: 60,
    saleNumber,
    remainingPaymentAmount: 40,
  });
  expect(await complete()).toMatchObject({ status: 400, body: { errorGroup: 'BUSINESS_ERROR' } });
  expect((await add(40.01)).body).toMatchObject({ errorGroup: 'BUSINESS_ERROR' });
  expect((await add(40)).body).toMatchObject({ remainingPaymentAmount: 0 });
  expect(await ask()).toMatchObject({ errorCode: '380108' });
  expect((await complete()).body).toMatchObject({ status: 'success', price: 100, remainingPaymentAmount: 0 });
  expect(await ask()).toMatchObject({ status: 'success', price: 100, saleNumber });
  expect((await complete()).body).toMatchObject({ errorCode: '380109' });
});

test('an open sale keeps the device for itself', async () => {
  const { post, add } = await opened(100);
  const busy = { errorCode: '380201' };
  expect((await post('/payment', sale507(10))).body).toMatchObject(busy);
  expect((await post('/partial-payment/start', sale507(10))).body).toMatchObject(busy);
  expect((await post('/eod', { deviceUniqueId: 'P00001' })).body).toMatchObject(busy);
  expect((await add(100)).status).toBe(200);
});

test('voiding a payment gives its part of the sale back', async () => {
  const { post, add } = await opened(100);
  const { paymentId, paymentDate } = (await add(60)).body;
  await add(10);
  const reference = { deviceUniqueId: 'P00001', transactionReferenceId: newReference() };
  expect((await post('/payment/void', { paymentId, paymentDate, ...reference })).status).toBe(200);
  expect((await add(30)).body).toMatchObject({ remainingPaymentAmount: 60 });
});

test('the void of the last payment closes the open sale', async () => {
  const { post, add } = await opened(100);
  const { paymentId, paymentDate } = (await add(60)).body;
  const reference = { deviceUniqueId: 'P00001', transactionReferenceId: newReference() };
  expect((await post('/payment/void', { paymentId, paymentDate, ...reference })).status).toBe(200);
  expect((await add(30)).body).toMatchObject({ errorCode: '380109' });
  expect((await post('/payment', sale507(10))).status).toBe(200);
});

test('a payment of a completed sale is refunded, never voided', async () => {
  const { post, add, complete } = await opened(100);
  const { paymentId, paymentDate } = (await add(100)).body;
  await complete();
  const reference = { deviceUniqueId: 'P00001', transactionReferenceId: newReference() };
  const refused = await post('/payment/void', { paymentId, paymentDate, ...reference });
  expect(refused.body).toMatchObject({ errorCode: '380112', errorGroup: 'BUSINESS_ERROR' });
});

test('the device gives up an open sale that nobody pays', async () => {
  const { post, add } = await opened(100, {}, { settings: { openSaleWaitMs: 5 } });
  await expect.poll(async () => (await post('/payment', sale507(10))).status).toBe(200);
  expect((await add(100)).body).toMatchObject({ errorCode: '380109' });
});

test('Cancel on the device closes an open sale on which nothing is paid, and no other', async () => {
  const cancelOn = async ({ gateway }: Awaited<ReturnType<typeof opened>>) =>
    (await send(gateway, 'POST', '/_sandbox/devices/P00001/act', { action: 'cancel' })).status;
  const paid = await opened(100);
  await paid.add(60);
  expect(await cancelOn(paid)).toBe(409);
  expect((await paid.add(40)).body).toMatchObject({ remainingPaymentAmount: 0 });
  const unpaid = await opened(100);
  expect(await cancelOn(unpaid)).toBe(200);
  expect((await unpaid.add(60)).body).toMatchObject({ errorCode: '380109' });
});

test('a declined instrument leaves the remainder as it was', async () => {
  const { add } = await opened(100);
  expect((await add(10.51)).body).toMatchObject({ errorGroup: 'BANK_ERROR' });
  expect((await add(50)).body).toMatchObject({ remainingPaymentAmount: 50 });
});

test('lines go back against the payment that is named, never past what it paid', async () => {
  const { post, request, add, complete } = await opened(100, { saleItems: [saleItem(70), saleItem(30)] });
  const { paymentId, paymentDate } = (await add(60)).body;
  await add(40);
  await complete();
  const { transactionReferenceId } = request;
  const info = (await post('/payment/refundable-sale-info', { transactionReferenceId })).body;
  const [line] = info.saleItems as { id: number }[];
  const refund = (returnAmount: number) =>
    post('/payment/refund', {
      deviceUniqueId: 'P00001',
      paymentId,
      paymentDate,
      transactionReferenceId: newReference(),
      saleAppName: 'Panel',
      saleAppVersion: '0.1.0',
      saleItems: [{ ...saleItem(70), relatedSaleItemId: String(line?.id), returnAmount }],
    });
  expect((await refund(70)).body).toMatchObject({ errorCode: '380112' });
  expect((await refund(60)).body).toMatchObject({ status: 'success', price: 60 });
});
