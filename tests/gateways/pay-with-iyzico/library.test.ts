import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, iyzipayLibrary, librarySigning } from '#tests/support/iyzipay-library.ts';
import { type PayWithIyzicoGateway, startPayWithIyzicoGateway } from './server.ts';
import { order, shop } from './testing.ts';

let gateway: PayWithIyzicoGateway;
beforeAll(async () => {
  gateway = await startPayWithIyzicoGateway({ port: 0, accounts: [{ ...shop, webhookUrl: null }] });
});
afterAll(() => gateway.close());

const library = () => iyzipayLibrary(gateway.url, shop);
const sign = (...values: unknown[]) => librarySigning.calculateHmacSHA256Signature(values, shop.secretKey);

/** Somebody pays on a page that the library opened. */
async function pay(reference: string) {
  const { payWithIyzico } = library();
  const asked = order({ conversationId: reference, basketId: reference });
  const page = await call(payWithIyzico, 'initialize', asked);
  await fetch(String(page.payWithIyzicoPageUrl), {
    method: 'POST',
    body: new URLSearchParams({ action: 'pay', installment: '3' }),
  });
  const paid = await call(payWithIyzico, 'retrieve', {
    locale: 'tr',
    conversationId: reference,
    token: page.token,
  });
  const items = paid.itemTransactions as { paymentTransactionId: string }[];
  return { page, paid, itemId: items[0]?.paymentTransactionId };
}

describe('the provider’s own library, as it is', () => {
  it('opens a page and believes the answers about it', async () => {
    const { page, paid } = await pay('KUTUPHANE-ÖŞÇ');
    expect(page).toMatchObject({ status: 'success', conversationId: 'KUTUPHANE-ÖŞÇ' });
    expect(page.signature).toBe(sign(page.conversationId, page.token));
    const { paymentStatus, paymentId, currency, basketId, conversationId, paidPrice, price, token } = paid;
    expect([paymentStatus, price, paidPrice]).toEqual(['SUCCESS', 120, 124.5]);
    expect(paid.signature).toBe(
      sign(paymentStatus, paymentId, currency, basketId, conversationId, paidPrice, price, token),
    );
  });

  it('gives back by item and by payment, and cancels', async () => {
    const { cancel, refund, refundV2 } = library();
    const { paid, itemId } = await pay('KUTUPHANE-2');
    const common = { locale: 'tr', conversationId: 'IADE-1', ip: '85.34.78.112' };
    const ofItem = await call(refund, 'create', {
      ...common,
      paymentTransactionId: itemId,
      price: '1.70',
      currency: 'TRY',
    });
    expect(ofItem).toMatchObject({ status: 'success', price: 1.7, paymentTransactionId: itemId });
    expect(ofItem.signature).toBe(sign(paid.paymentId, ofItem.price, 'TRY', 'IADE-1'));
    const ofPayment = await call(refundV2, 'create', {
      ...common,
      paymentId: paid.paymentId,
      price: 10,
      currency: 'TRY',
    });
    expect(ofPayment).toMatchObject({ status: 'success', price: 10 });
    const other = await pay('KUTUPHANE-3');
    const answer = await call(cancel, 'create', { ...common, paymentId: other.paid.paymentId });
    expect(['success', '5094']).toContain(answer.errorCode ?? answer.status);
  });

  it('reads details and reports, its reading requests with their two bytes', async () => {
    const { paid } = await pay('KUTUPHANE-4');
    const { paymentId } = paid;
    const asked = { locale: 'tr', conversationId: 'SORU-1' };
    const { payment, reportingTransactionDetails, reportingTransactions, reportingPayoutCompleted } =
      library();
    const detail = await call(payment, 'retrieve', { ...asked, paymentId });
    expect(detail).toMatchObject({ status: 'success', paymentId, basketId: 'KUTUPHANE-4' });
    const report = await call(reportingTransactionDetails, 'retrieve', {
      ...asked,
      paymentConversationId: 'KUTUPHANE-4',
    });
    expect(report.payments).toMatchObject([
      { paymentId: Number(paymentId), paymentRefundStatus: 'NOT_REFUNDED' },
    ]);
    const transactionDate = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Istanbul' }).format();
    const day = await call(reportingTransactions, 'retrieve', { ...asked, transactionDate, page: '1' });
    expect(day).toMatchObject({ status: 'success', currentPage: 1 });
    const scrolled = await call(library().reportingScrollTransactions, 'retrieve', {
      ...asked,
      transactionDate,
      documentScrollVoSortingOrder: 'ASC',
    });
    expect(scrolled).toMatchObject({ status: 'success' });
    const payouts = await call(reportingPayoutCompleted, 'retrieve', {
      ...asked,
      date: '2026-01-01 00:00:00',
    });
    expect(payouts).toMatchObject({ status: 'failure', errorCode: '2000' });
  });

  it('is turned away with a wrong secret or an unknown key', async () => {
    const asked = { locale: 'tr', conversationId: 'x', token: 'x' };
    const wrong = iyzipayLibrary(gateway.url, { ...shop, secretKey: 'x' });
    expect(await call(wrong.payWithIyzico, 'retrieve', asked)).toMatchObject({ errorCode: '1000' });
    const unknown = iyzipayLibrary(gateway.url, { ...shop, apiKey: 'x' });
    expect(await call(unknown.payWithIyzico, 'retrieve', asked)).toMatchObject({ errorCode: '1001' });
  });
});
