import { describe, expect, it } from 'vitest';
import { laboratory, paths } from './testing.ts';

describe('the report on a payment', () => {
  it('has its numbers as numbers and what went back under the conversation it was asked in', async () => {
    const { pay, post, get } = laboratory();
    const { payment } = await pay();
    const paymentId = String(payment.paymentId);
    await post(paths.refundPayment, { conversationId: 'IADE-1', paymentId, price: '100' });
    const answer = await get(paths.details, { paymentId });
    expect(answer.payments).toMatchObject([
      {
        paymentId: payment.paymentId,
        paymentStatus: 1,
        paymentRefundStatus: 'PARTIALLY_REFUNDED',
        paymentConversationId: 'SIPARIS-1',
        createdDate: '2026-03-02T12:00:00+03:00',
        cancels: [],
        itemTransactions: [
          {
            paymentTransactionId: payment.items[0]?.paymentTransactionId,
            refunds: [{ refundConversationId: 'IADE-1', refundPrice: 75, refundStatus: 1 }],
          },
          { refunds: [{ refundConversationId: 'IADE-1', refundPrice: 25 }] },
        ],
      },
    ]);
    expect(await get(paths.details, { paymentConversationId: 'SIPARIS-1' })).toMatchObject({
      payments: answer.payments,
    });
    expect((await get(paths.details, { paymentId: '1' })).payments).toEqual([]);
    expect(await get(paths.details, {})).toMatchObject({ errorCode: '5002' });
  });

  it('has a cancellation apart from refunds', async () => {
    const { pay, post, get } = laboratory();
    const paymentId = String((await pay()).payment.paymentId);
    await post(paths.cancel, { conversationId: 'IPTAL-1', paymentId });
    expect((await get(paths.details, { paymentId })).payments).toMatchObject([
      {
        paymentRefundStatus: 'TOTALLY_REFUNDED',
        cancels: [{ cancelConversationId: 'IPTAL-1', refundPrice: 120 }],
      },
    ]);
  });

  it('is signed where it is asked for as a payment', async () => {
    const { pay, post } = laboratory();
    const { payment } = await pay();
    const answer = await post(paths.detail, { paymentId: String(payment.paymentId), conversationId: 'c' });
    expect(answer).toMatchObject({ status: 'success', paymentId: String(payment.paymentId) });
    expect(answer).not.toHaveProperty('token');
  });
});

describe('the report of a day', () => {
  it('has a line for every item, in the order of its happening, page by page', async () => {
    const { pay, post, get, gateway } = laboratory();
    const { payment } = await pay();
    await post(paths.cancel, { conversationId: 'IPTAL-1', paymentId: String(payment.paymentId) });
    await pay({}, { conversationId: 'SIPARIS-2', basketId: 'SIPARIS-2' });
    gateway.settings.reportPageSize = 4;
    const ask = (page: number) => get(paths.day, { transactionDate: '2026-03-02', page: String(page) });
    const pages = await Promise.all([1, 2, 3].map(ask));
    expect(pages[0]).toMatchObject({ currentPage: 1, totalPageCount: 2 });
    const listed = pages.map((page) => page.transactions as object[]);
    expect(listed.map(({ length }) => length)).toEqual([4, 2, 0]);
    const lines = listed.flat();
    expect(lines).toMatchObject([
      {
        transactionType: 'PAYMENT',
        paymentId: payment.paymentId,
        paidPrice: 90,
        transactionDate: '2026-03-02 12:00:00',
      },
      { transactionType: 'PAYMENT', paidPrice: 30, iyzicoCommission: 1.047, conversationId: 'SIPARIS-1' },
      { transactionType: 'CANCEL', paymentTxId: payment.items[0]?.paymentTransactionId, paidPrice: 90 },
      { transactionType: 'CANCEL', paidPrice: 30 },
      { transactionType: 'PAYMENT', conversationId: 'SIPARIS-2' },
      { transactionType: 'PAYMENT' },
    ]);
  });

  it('is a day in Istanbul', async () => {
    const { pay, get, time } = laboratory();
    await time.pass(12 * 3_600_000);
    await pay();
    expect((await get(paths.day, { transactionDate: '2026-03-02' })).transactions).toEqual([]);
    expect((await get(paths.day, { transactionDate: '2026-03-03' })).transactions).toHaveLength(2);
    for (const query of [
      {},
      { transactionDate: '02.03.2026' },
      { transactionDate: '2026-03-02', page: '0' },
    ]) {
      expect(await get(paths.day, query as Record<string, string>)).toMatchObject({ errorCode: '11' });
    }
  });

  it('can be scrolled from the last number that was seen', async () => {
    const { pay, get, gateway } = laboratory({ settings: { reportPageSize: 1 } });
    const { payment } = await pay();
    const [tea, cup] = payment.items.map((item) => item.paymentTransactionId);
    const scroll = async (order: string, lastId?: number) =>
      (
        await get(paths.scroll, {
          transactionDate: '2026-03-02',
          documentScrollVoSortingOrder: order,
          ...(lastId && { lastId: String(lastId) }),
        })
      ).transactions;
    expect(await scroll('ASC')).toMatchObject([{ transactionId: tea }]);
    expect(await scroll('ASC', tea)).toMatchObject([{ transactionId: cup }]);
    expect(await scroll('DESC')).toMatchObject([{ transactionId: cup }]);
    expect(await scroll('DESC', tea)).toEqual([]);
    expect(gateway.ledger.entries()).toHaveLength(1);
  });
});
