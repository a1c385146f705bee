import { type Units, unitsOf } from './amounts.ts';
import type { PaidEntry, Returned } from './book.ts';
import type { Gateway } from './gateway.ts';
import { istanbulTime } from './istanbul.ts';
import type { Answer, Call } from './provider.ts';
import { refusal } from './refusals.ts';
import { cardFields, feesOf, itemFields, number } from './retrieve.ts';

/** §9: the report on one payment, or on what was opened in a conversation. Ids are numbers here. */
export function paymentDetails(call: Call): Answer {
  const { gateway, account, query } = call;
  const [paymentId, conversation] = [query.get('paymentId'), query.get('paymentConversationId')];
  if (!paymentId && !conversation) return refusal('5002', 'paymentId');
  const payments = gateway.ledger
    .paidTo(account.apiKey)
    .filter((entry) => !paymentId || String(entry.payment.paymentId) === paymentId)
    .filter((entry) => !conversation || entry.conversationId === conversation);
  return { fields: { payments: payments.map((entry) => reported(gateway, entry)) } };
}

/** §9: a day of the report, page by page. */
export function dayReport(call: Call): Answer {
  const { gateway, query } = call;
  const day = query.get('transactionDate') ?? '';
  if (!/^20\d\d-\d\d-\d\d$/.test(day)) return refusal('11', 'transactionDate');
  const page = Number(query.get('page') ?? '1');
  if (!Number.isInteger(page) || page < 1) return refusal('11', 'page');
  const lines = linesOf(call, day);
  const size = gateway.settings.reportPageSize;
  return {
    fields: {
      currentPage: page,
      totalPageCount: Math.ceil(lines.length / size),
      transactions: lines.slice((page - 1) * size, page * size).map(({ at: _, ...line }) => line),
    },
  };
}

/** §9: the same lines behind a cursor. */
export function scrollReport(call: Call): Answer {
  const { gateway, query } = call;
  const day = query.get('transactionDate') ?? '';
  if (!/^20\d\d-\d\d-\d\d/.test(day)) return refusal('11', 'transactionDate');
  const size = gateway.settings.reportPageSize;
  const isDown = query.get('documentScrollVoSortingOrder') === 'DESC';
  const lines = linesOf(call, day.slice(0, 10)).toSorted((a, b) =>
    isDown ? b.transactionId - a.transactionId : a.transactionId - b.transactionId,
  );
  const lastId = Number(query.get('lastId') ?? '0');
  const rest = lastId
    ? lines.filter(({ transactionId }) => (isDown ? transactionId < lastId : transactionId > lastId))
    : lines;
  return { fields: { transactions: rest.slice(0, size).map(({ at: _, ...line }) => line) } };
}

/** The settlement calls belong to the product for marketplaces (§9). */
export function settlement(): Answer {
  return refusal('2000', 'no marketplace');
}

function reported(gateway: Gateway, entry: PaidEntry): Record<string, unknown> {
  const { payment } = entry;
  const { commission, fee } = feesOf(gateway, entry, unitsOf(payment.paidMinor));
  const { cardFamily: _, ...card } = cardFields(payment.card);
  return {
    paymentId: payment.paymentId,
    paymentStatus: 1,
    paymentRefundStatus: refundStatus(entry),
    price: number(gateway, unitsOf(entry.priceMinor)),
    paidPrice: number(gateway, unitsOf(payment.paidMinor)),
    installment: payment.installment,
    iyziCommissionRateAmount: number(gateway, commission),
    iyziCommissionFee: number(gateway, fee),
    paymentConversationId: entry.conversationId,
    fraudStatus: payment.fraudStatus,
    ...card,
    basketId: entry.basketId,
    currency: entry.currency,
    connectorName: 'Sandbox',
    authCode: payment.authCode,
    threeDS: true,
    phase: 'AUTH',
    acquirerBankName: 'Sandbox',
    hostReference: payment.hostReference,
    createdDate: isoTime(payment.at),
    cancels: payment.returns.flatMap((one) =>
      one.kind === 'cancel' ? [reportedCancel(gateway, entry, one)] : [],
    ),
    itemTransactions: payment.items.map((item) => ({
      ...itemFields(gateway, entry, item),
      paymentTransactionId: item.paymentTransactionId,
      refunds: payment.returns.flatMap((one) =>
        one.kind === 'refund' ? reportedRefunds(gateway, entry, one, item.paymentTransactionId) : [],
      ),
    })),
  };
}

function refundStatus({ payment }: PaidEntry): string {
  const gone = payment.returns.flatMap((one) => one.parts).reduce((sum, part) => sum + part.minor, 0);
  if (gone === 0) return 'NOT_REFUNDED';
  return gone < payment.paidMinor ? 'PARTIALLY_REFUNDED' : 'TOTALLY_REFUNDED';
}

function reportedCancel(gateway: Gateway, { currency, payment }: PaidEntry, one: Returned) {
  return {
    refundId: one.parts[0]?.id ?? 0,
    cancelConversationId: one.conversationId,
    refundPrice: number(gateway, unitsOf(payment.paidMinor)),
    refundStatus: 1,
    createdDate: isoTime(one.at),
    currencyCode: currency,
    authCode: one.authCode,
    hostReference: one.hostReference,
  };
}

function reportedRefunds(gateway: Gateway, { currency }: PaidEntry, one: Returned, itemNumber: number) {
  return one.parts
    .filter((part) => part.paymentTransactionId === itemNumber)
    .map((part) => ({
      refundTxId: part.id,
      refundConversationId: one.conversationId,
      refundPrice: number(gateway, unitsOf(part.minor)),
      refundStatus: 1,
      isAfterSettlement: one.isAfterSettlement,
      createdDate: isoTime(one.at),
      currencyCode: currency,
      authCode: one.authCode,
      hostReference: one.hostReference,
      iyziCommissionRateAmount: number(gateway, 0n),
    }));
}

type Line = { transactionId: number; at: string } & Record<string, unknown>;

/** What an account moved on a day, in the order of its happening: a line for every item. */
function linesOf({ gateway, account }: Call, day: string): Line[] {
  return gateway.ledger
    .paidTo(account.apiKey)
    .flatMap((entry) => [...paymentLines(gateway, entry), ...returnLines(gateway, entry)])
    .filter(({ at }) => istanbulTime(Date.parse(at)).date === day)
    .toSorted((a, b) => a.at.localeCompare(b.at) || a.transactionId - b.transactionId);
}

function paymentLines(gateway: Gateway, entry: PaidEntry): Line[] {
  const { payment } = entry;
  return payment.items.map((item) => {
    const paid = unitsOf(item.paidMinor);
    const { commission, fee, payout } = feesOf(gateway, entry, paid);
    return {
      ...lineHead(entry, 'PAYMENT', item.paymentTransactionId, payment.at),
      transactionStatus: payment.fraudStatus,
      afterSettlement: 0,
      paymentTxId: item.paymentTransactionId,
      authCode: payment.authCode,
      hostReference: payment.hostReference,
      ...lineMoney(gateway, { price: unitsOf(item.priceMinor), paid, commission, fee, payout }),
    };
  });
}

function returnLines(gateway: Gateway, entry: PaidEntry): Line[] {
  return entry.payment.returns.flatMap((one) =>
    one.parts.map((part) => {
      const moved = unitsOf(part.minor);
      return {
        ...lineHead(entry, one.kind === 'cancel' ? 'CANCEL' : 'REFUND', part.id, one.at),
        transactionStatus: 1,
        afterSettlement: one.isAfterSettlement ? 1 : 0,
        paymentTxId: part.paymentTransactionId,
        authCode: one.authCode,
        hostReference: one.hostReference,
        ...lineMoney(gateway, { price: moved, paid: moved, commission: 0n, fee: 0n, payout: 0n }),
      };
    }),
  );
}

function lineHead(entry: PaidEntry, transactionType: string, transactionId: number, at: string): Line {
  const { date, time } = istanbulTime(Date.parse(at));
  return {
    at,
    transactionType,
    transactionDate: `${date} ${time}`,
    transactionId,
    paymentId: entry.payment.paymentId,
    conversationId: entry.conversationId,
    paymentPhase: 'AUTH',
    transactionCurrency: entry.currency,
    installment: entry.payment.installment,
    threeDS: 1,
    settlementCurrency: entry.currency,
    connectorType: 'Sandbox',
    posOrderId: '',
    posName: 'Sandbox',
    basketId: entry.basketId,
  };
}

function lineMoney(
  gateway: Gateway,
  money: Record<'price' | 'paid' | 'commission' | 'fee' | 'payout', Units>,
): Record<string, unknown> {
  return {
    price: number(gateway, money.price),
    paidPrice: number(gateway, money.paid),
    iyzicoCommission: number(gateway, money.commission),
    iyzicoFee: number(gateway, money.fee),
    parity: number(gateway, 0n),
    iyzicoConversionAmount: number(gateway, 0n),
    merchantPayoutAmount: number(gateway, money.payout),
    subMerchantKey: null,
    subMerchantPayoutAmount: number(gateway, 0n),
  };
}

/** `2026-01-01T14:40:00+03:00`. */
function isoTime(at: string): string {
  const { date, time } = istanbulTime(Date.parse(at));
  return `${date}T${time}+03:00`;
}
