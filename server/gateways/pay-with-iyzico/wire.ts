import { z } from 'zod';
import { plainDecimal } from '../exact-json.ts';

/**
 * Answers as they come: every field may be missing, null or empty, numbers may be texts, and numbers are text already. Unknown
 * fields are ignored; a known field of a wrong shape makes the answer unreadable.
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);

const PRINTABLE = /^[\x20-\x7e]{1,200}$/;

/** What decides whose answer it is and what it says: printable ASCII of a sane length, or the answer is not to be trusted. */
const key = text.refine((value) => value === null || PRINTABLE.test(value), 'not a code');

/** What only describes: dropped when it is not printable. */
const detail = text.transform((value) => (value !== null && PRINTABLE.test(value) ? value : null));

/** An amount; some writers print one with an exponent even inside quotes. */
const amount = text
  .transform((value) => (value === null ? null : plainDecimal(value)))
  .refine((value) => value === null || /^-?\d{1,20}(\.\d{1,20})?$/.test(value), 'not a number');

const flag = z.boolean().nullish().catch(null);

const head = {
  status: key,
  errorCode: key,
  errorMessage: text,
  errorGroup: key,
  conversationId: key,
  systemTime: detail,
};

/** What every answer starts with, enough to tell yes from no. */
export const anyAnswer = z.object(head);
export type AnyAnswer = z.output<typeof anyAnswer>;

/** §4. */
export const pageAnswer = z.object({
  ...head,
  token: key,
  tokenExpireTime: key,
  payWithIyzicoPageUrl: z
    .string()
    .max(2000)
    .nullish()
    .transform((value) => value?.trim() || null),
  signature: key,
});
export type PageAnswer = z.output<typeof pageAnswer>;

const shares = {
  price: amount,
  paidPrice: amount,
  iyziCommissionRateAmount: amount,
  iyziCommissionFee: amount,
};

const paidItem = z.object({
  ...shares,
  itemId: text,
  paymentTransactionId: key,
  blockageRateAmountMerchant: amount,
  blockageResolvedDate: detail,
  merchantPayoutAmount: amount,
});

/** §6: what became of a page. */
export const paymentAnswer = z.object({
  ...head,
  ...shares,
  token: key,
  paymentStatus: key,
  paymentId: key,
  currency: key,
  basketId: key,
  fraudStatus: key,
  installment: key,
  authCode: detail,
  hostReference: detail,
  cardType: detail,
  cardAssociation: detail,
  binNumber: detail,
  lastFourDigits: detail,
  signature: key,
  itemTransactions: z.array(paidItem).max(1000).nullish(),
});
export type PaymentAnswer = z.output<typeof paymentAnswer>;

/** §8: of a cancellation and of both kinds of refund. */
export const returnAnswer = z.object({
  ...head,
  paymentId: key,
  paymentTransactionId: key,
  price: amount,
  currency: key,
  authCode: detail,
  hostReference: detail,
  cancelHostReference: detail,
  refundHostReference: detail,
  retryable: flag,
  signature: key,
});
export type ReturnAnswer = z.output<typeof returnAnswer>;

const reportedReturn = {
  refundPrice: amount,
  refundStatus: key,
  createdDate: detail,
  currencyCode: key,
  authCode: detail,
  hostReference: detail,
};
const reportedCancel = z.object({ ...reportedReturn, cancelConversationId: key });
const reportedRefund = z.object({ ...reportedReturn, refundConversationId: key });

const reportedPayment = z.object({
  paymentId: key,
  paymentRefundStatus: key,
  currency: key,
  cancels: z.array(reportedCancel).max(1000).nullish(),
  itemTransactions: z
    .array(z.object({ paymentTransactionId: key, refunds: z.array(reportedRefund).max(1000).nullish() }))
    .max(1000)
    .nullish(),
});
export type ReportedPayment = z.output<typeof reportedPayment>;

/** §9, the report on one payment. */
export const detailsAnswer = z.object({ ...head, payments: z.array(reportedPayment).max(1000).nullish() });
export type DetailsAnswer = z.output<typeof detailsAnswer>;

const reportedLine = z.object({
  transactionType: key,
  transactionDate: detail,
  transactionId: key,
  transactionStatus: key,
  paymentTxId: key,
  paymentId: key,
  conversationId: key,
  price: amount,
  paidPrice: amount,
  transactionCurrency: key,
  iyzicoCommission: amount,
  iyzicoFee: amount,
  merchantPayoutAmount: amount,
});
export type ReportedLine = z.output<typeof reportedLine>;

/** §9, one page of the report of a day. */
export const dayAnswer = z.object({
  ...head,
  currentPage: key,
  totalPageCount: key,
  transactions: z.array(reportedLine).max(10_000).nullish(),
});
export type DayAnswer = z.output<typeof dayAnswer>;

/** §10. */
export const noticeBody = z.object({
  iyziEventType: key,
  iyziPaymentId: key,
  token: key,
  paymentConversationId: key,
  status: key,
  iyziReferenceCode: key,
});
