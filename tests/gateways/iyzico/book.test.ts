import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BookEntryInput } from './book.ts';
import {
  head509,
  merchant,
  merchant507,
  merchant509,
  newReference,
  payment509,
  sale507,
  saleItem,
  send,
  startGateway,
} from './testing.ts';

const history: BookEntryInput[] = [
  {
    kind: 'sale',
    deviceUniqueId: 'T00001',
    transactionReferenceId: 'old-sale',
    at: '2026-01-05T10:00:00.000Z',
    paymentId: '900001',
    amountMinor: 10_000,
    batchNo: '0041',
    card: {
      binNumber: '454360',
      lastFourDigits: '0006',
      funding: 'CREDIT',
      acquirerId: '62',
      issuerId: '64',
    },
    authCode: '123456',
    hostReference: '000000000042',
    stanNo: '000007',
  },
  {
    kind: 'refund',
    deviceUniqueId: 'T00001',
    transactionReferenceId: 'old-refund',
    at: '2026-01-06T10:00:00.000Z',
    paymentId: '900001',
    amountMinor: 3_000,
    batchNo: '0042',
  },
  {
    kind: 'sale',
    state: 'declined',
    deviceUniqueId: 'T00001',
    transactionReferenceId: 'old-no',
    at: '2026-01-06T11:00:00.000Z',
    amountMinor: 500,
    refusal: { code: '51', group: 'BANK_ERROR', tr: 'Yetersiz bakiye', en: 'Insufficient funds' },
  },
];

describe('an imported history', () => {
  test('can be queried and refunded up to what is left, and importing it again changes nothing', async () => {
    const gateway = await startGateway();
    const body = { entries: history, openBatches: { T00001: '0043' } };
    const first = await send(gateway, 'POST', '/_sandbox/book', body);
    expect(first.body).toEqual({ imported: 3, known: 0 });
    expect((await send(gateway, 'POST', '/_sandbox/book', body)).body).toEqual({ imported: 0, known: 3 });

    const { post } = await merchant(gateway, merchant509);
    const asked = await post('/payment/query-transaction-status', head509({ paymentId: '900001' }));
    expect(asked.body).toMatchObject({
      transactionReferenceId: 'old-sale',
      paymentDate: '20260105',
      authCode: '123456',
      hostReference: '000000000042',
      stanNo: '000007',
      batchNo: '0041',
      lastFourDigits: '0006',
      refundHostReference: expect.stringMatching(/^\d{12}$/),
    });
    const about = { paymentId: '900001', paymentDate: '20260105', deviceUniqueId: 'T00001' };
    const refund = async (price: number) => {
      const request = head509({ ...about, price, transactionReferenceId: newReference() });
      return (await post('/payment/refund', request)).body;
    };
    expect(await refund(70.01)).toMatchObject({ errorCode: '380112' });
    expect(await refund(70)).toMatchObject({ status: 'SUCCESS', batchNo: '0043' });
    const lateVoid = head509({ ...about, transactionReferenceId: newReference() });
    expect((await post('/payment/void', lateVoid)).status).toBe(422);
    const declined = { deviceUniqueId: 'T00001', transactionReferenceId: 'old-no' };
    const why = await post('/payment/query-transaction-status', head509(declined));
    expect(why.body).toMatchObject({ errorCode: '51' });
    expect(await totalOf(post)).toBe('-70.00');
  });

  test('of fiscal sales has lines to give back', async () => {
    const gateway = await startGateway();
    const sale = { deviceUniqueId: 'P00001', at: '2026-01-05T10:00:00.000Z', batchNo: '0009' };
    const line = { name: 'Çay', unitPriceMinor: 2_000, grossPriceMinor: 4_000, totalPriceMinor: 4_000 };
    const entries: BookEntryInput[] = [
      { ...sale, kind: 'sale', transactionReferenceId: 'plain', paymentId: '1', amountMinor: 5_000 },
      {
        ...sale,
        kind: 'sale',
        transactionReferenceId: 'lines',
        paymentId: '2',
        amountMinor: 4_000,
        lines: [{ ...line, id: 77, itemQuantity: 2, taxGroupCode: 'KDV10' }],
      },
      { ...sale, kind: 'refund', transactionReferenceId: 'back', paymentId: '2', amountMinor: 1_000 },
    ];
    await send(gateway, 'POST', '/_sandbox/book', { entries });
    const { post } = await merchant(gateway, merchant507);
    const info = async (transactionReferenceId: string) =>
      (await post('/payment/refundable-sale-info', { transactionReferenceId })).body;
    expect(await info('plain')).toMatchObject({
      totalReturnableAmount: 50,
      saleItems: [{ itemQuantity: 1 }],
    });
    expect(await info('lines')).toMatchObject({
      totalReturnableAmount: 30,
      saleItems: [{ id: 77, returnableAmount: 30, returnableQuantity: 2 }],
    });
    const refund = await post('/payment/refund', {
      deviceUniqueId: 'P00001',
      paymentId: '2',
      paymentDate: 20260105,
      transactionReferenceId: newReference(),
      saleAppName: 'Panel',
      saleAppVersion: '0.1.0',
      saleItems: [{ ...saleItem(30), relatedSaleItemId: '77', returnAmount: 20 }],
    });
    expect(refund.body).toMatchObject({ status: 'success', price: 20 });
  });

  test('that cannot be is refused with a sentence', async () => {
    const gateway = await startGateway();
    const [sale, refund] = history;
    for (const entry of [refund, { ...sale, deviceUniqueId: 'nowhere' }, { ...sale, amountMinor: 0.5 }]) {
      const { status, body } = await send(gateway, 'POST', '/_sandbox/book', { entries: [entry] });
      expect(status).toBe(400);
      expect(body.error).toEqual(expect.any(String));
    }
    expect(gateway.book()).toEqual([]);
  });
});

type Post = Awaited<ReturnType<typeof merchant>>['post'];

async function totalOf(post: Post): Promise<string | undefined> {
  const { body } = await post('/eod', head509({ deviceUniqueId: 'T00001' }));
  const [total] = body.totals as { totalTransactionAmount: string }[];
  return total?.totalTransactionAmount;
}

describe('a restart', () => {
  test('keeps book, batches and device settings, and forgets the tokens', async () => {
    const dataFile = join(mkdtempSync(join(tmpdir(), 'iyzico-')), 'deep', 'state.json');
    const before = await startGateway({ dataFile });
    const till = await merchant(before, merchant509);
    const sale = (await till.post('/payment', payment509(10))).body;
    await till.post('/payment', payment509(10.51));
    await till.post('/eod', head509({ deviceUniqueId: 'T00001' }));
    await send(before, 'PUT', '/_sandbox/devices/T00001', { mode: 'manual', scenario: 'silent', times: 3 });
    const stuck = till.post('/payment', payment509(10, { deviceUniqueId: 'T00002' })).catch(() => null);
    await expect.poll(() => before.book().length).toBe(3);
    const book = before.book();
    await before.close();
    await stuck;

    const after = await startGateway({ dataFile });
    expect(after.book().slice(0, 2)).toEqual(book.slice(0, 2));
    expect(after.book()[2]?.state).toBe('not-charged');
    expect((await send(after, 'GET', '/_sandbox/devices/T00001')).body).toMatchObject({
      mode: 'manual',
      scenario: 'silent',
      times: 3,
      openBatchNo: '0002',
    });
    const old = await send(after, 'POST', '/v2/terminal-host/payment', payment509(1), {
      authorization: till.authorization,
    });
    expect(old.body).toMatchObject({ errorCode: '100310' });
    const { post } = await merchant(after, merchant509);
    const { paymentId } = sale;
    const asked = await post('/payment/query-transaction-status', head509({ paymentId }));
    expect(asked.body).toMatchObject({ status: 'SUCCESS', price: 10 });
  });

  test('survives a line that was cut while it was written, but not half a book', async () => {
    const dataFile = join(mkdtempSync(join(tmpdir(), 'iyzico-')), 'state.json');
    const first = await startGateway({ dataFile });
    const { post } = await merchant(first, merchant507);
    await post('/payment', sale507(10));
    await first.close();
    const whole = readFileSync(dataFile, 'utf8');
    writeFileSync(dataFile, `${whole}{"entry":{"kind":"sa`);
    const second = await startGateway({ dataFile });
    expect(second.book()).toHaveLength(1);
    await second.close();
    writeFileSync(dataFile, `{"entry":\n${whole}`);
    await expect(startGateway({ dataFile })).rejects.toThrow();
  });
});
