import { expect, test } from 'vitest';
import {
  head509,
  merchant,
  merchant507,
  merchant509,
  newReference,
  payment509,
  sale507,
  send,
  startGateway,
} from './testing.ts';

type Total = Record<string, string | null>;

async function terminal() {
  const gateway = await startGateway();
  const { post } = await merchant(gateway, merchant509);
  const close = async () => (await post('/eod', head509({ deviceUniqueId: 'T00001' }))).body;
  const scenario = (name: string) =>
    send(gateway, 'PUT', '/_sandbox/devices/T00001', { scenario: name, times: 1 });
  const pay = async (price: number, over = {}) => (await post('/payment', payment509(price, over))).body;
  const giveBack = (path: string, payment: Record<string, unknown>, over = {}) => {
    const { paymentId, paymentDate } = payment;
    const device = { deviceUniqueId: 'T00001', transactionReferenceId: newReference() };
    return post(`/payment/${path}`, head509({ paymentId, paymentDate, ...device, ...over }));
  };
  return { gateway, post, close, scenario, pay, giveBack };
}

function byBank(body: Record<string, unknown>): Record<string, [string | null, string | null]> {
  const totals = body.totals as Total[];
  return Object.fromEntries(
    totals.map((total) => [
      String(total.acquirerId),
      [total.totalTransactionAmount ?? null, total.totalTransactionCount ?? null],
    ]),
  );
}

test('totals are sales minus voids minus refunds for each bank, and the next batch begins', async () => {
  const { close, pay, giveBack } = await terminal();
  const payments = [];
  for (const price of [100, 50.5, 30, 20]) payments.push(await pay(price));
  const [first, second] = payments;
  if (!first || !second) throw new Error('no payments');
  expect(new Set(payments.map((payment) => payment.acquirerId)).size).toBe(2);
  await giveBack('void', first);
  await giveBack('refund', second, { price: 10.25 });

  const expected: Record<string, [number, number]> = {};
  const add = (payment: Record<string, unknown>, minor: number) => {
    const [sum, count] = expected[String(payment.acquirerId)] ?? [0, 0];
    expected[String(payment.acquirerId)] = [sum + minor, count + 1];
  };
  for (const payment of payments) add(payment, Number(payment.price) * 100);
  add(first, -10_000);
  add(second, -1025);

  const body = await close();
  expect(body).toMatchObject({ status: 'SUCCESS', errorCode: '', batchNo: '0001', locale: 'tr' });
  expect(byBank(body)).toEqual(
    Object.fromEntries(
      Object.entries(expected).map(([bank, [sum, count]]) => [bank, [(sum / 100).toFixed(2), String(count)]]),
    ),
  );
  const totals = body.totals as Total[];
  expect(totals[0]).toEqual({
    acquirerId: expect.any(String),
    acquirerName: expect.stringMatching(/^Banka/),
    terminalId: payments.find((payment) => payment.acquirerId === totals[0]?.acquirerId)?.bankTerminalId,
    bankMerchantId: expect.any(String),
    totalTransactionAmount: expect.any(String),
    totalTransactionCount: expect.any(String),
    batchNo: '0001',
    responseCode: '00',
    internalErrorCode: null,
  });
  expect(await close()).toMatchObject({ batchNo: '0002', totals: [] });
  expect(await pay(1)).toMatchObject({ batchNo: '0003' });
});

test('currencies are never added: each has its terminal number', async () => {
  const { close, pay } = await terminal();
  for (const currency of ['TRY', 'EUR', 'TRY', 'EUR', 'TRY', 'EUR']) await pay(10, { currency });
  const totals = (await close()).totals as Total[];
  const sum = (digit: string) =>
    totals
      .filter((total) => total.terminalId?.endsWith(digit))
      .reduce((amount, total) => amount + Number(total.totalTransactionAmount), 0);
  expect([sum('0'), sum('2')]).toEqual([30, 30]);
});

test('507 calls the same totals tails, in its own words', async () => {
  const gateway = await startGateway();
  const { post } = await merchant(gateway, merchant507);
  await post('/payment', sale507(240));
  const { status, body } = await post('/eod', { deviceUniqueId: 'P00001', conversationId: 'e-1' });
  expect(status).toBe(200);
  expect(body).toEqual({
    status: 'success',
    errorCode: '0',
    conversationId: 'e-1',
    systemTime: expect.any(Number),
    batchNo: '0001',
    resultMessage: 'tamam',
    tails: [expect.objectContaining({ totalTransactionAmount: '240.00', totalTransactionCount: '1' })],
  });
});

test('a short end of day leaves one transaction out of its totals', async () => {
  const { close, pay, scenario } = await terminal();
  await pay(10);
  await pay(20);
  await scenario('eod-short');
  const amounts = Object.values(byBank(await close())).map(([amount]) => Number(amount));
  expect(amounts).toEqual([10]);
});

test('a partial end of day names the bank that failed', async () => {
  const { close, pay, scenario } = await terminal();
  await pay(10);
  await pay(20);
  await scenario('eod-partial');
  const totals = (await close()).totals as Total[];
  expect(totals.map((total) => total.responseCode)).toEqual(['12', '00']);
  expect(totals[0]?.internalErrorCode).toEqual(expect.any(String));
});

test('a lost end of day has closed the batch all the same', async () => {
  const { gateway, close, pay, scenario } = await terminal();
  await pay(10);
  await scenario('eod-lost');
  await expect(close()).rejects.toThrow();
  expect((await send(gateway, 'GET', '/_sandbox/devices/T00001')).body.openBatchNo).toBe('0002');
});

test('a refused end of day leaves the batch open', async () => {
  const { close, pay, scenario } = await terminal();
  await pay(10);
  await scenario('eod-refused');
  expect(await close()).toMatchObject({ status: 'FAILURE' });
  expect(await close()).toMatchObject({ status: 'SUCCESS', batchNo: '0001' });
});
