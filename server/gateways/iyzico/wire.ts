import { z } from 'zod';
import { plainDecimal } from '../exact-json.ts';

/**
 * Answers of the terminal services as they come: every field may be missing, null or empty, numbers may be texts
 * (§3). Unknown fields are ignored; a known field of a wrong shape makes the answer
 * unreadable. Numbers are text already (json.ts).
 */
const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null);

const PRINTABLE = /^[\x20-\x7e]{1,100}$/;

/** What decides whose answer it is and what it says: printable ASCII of a sane length, or the answer is not to be trusted. */
const key = text.refine((value) => value === null || PRINTABLE.test(value), 'not a code');

/** What only describes: dropped when it is not printable. */
const detail = text.transform((value) => (value !== null && PRINTABLE.test(value) ? value : null));

/** A number; some writers print one with an exponent even inside quotes. */
const amount = text
  .transform((value) => (value === null ? null : plainDecimal(value)))
  .refine((value) => value === null || /^-?\d{1,30}(\.\d{1,30})?$/.test(value), 'not a number');

const head = {
  status: key,
  errorCode: key,
  errorMessage: text,
  errorGroup: key,
  consumerErrorMessage: text,
  conversationId: key,
  systemTime: detail,
};

/** Sale, query, void and refund of both models answer with a selection of these fields. */
export const paymentAnswer = z.object({
  ...head,
  deviceUniqueId: key,
  transactionReferenceId: key,
  paymentId: key,
  paymentDate: detail,
  price: amount,
  currency: key,
  acquirerId: key,
  acquirerName: text,
  issuerId: detail,
  bankMerchantId: detail,
  bankTerminalId: detail,
  authCode: detail,
  binNumber: detail,
  lastFourDigits: detail,
  hostReference: detail,
  cancelHostReference: key,
  refundHostReference: key,
  cardType: detail,
  batchNo: key,
  stanNo: detail,
  posEntryModeCode: detail,
  saleNumber: detail,
  remainingPaymentAmount: amount,
});
export type PaymentAnswer = z.output<typeof paymentAnswer>;

/** §4.6, the start of a sale that is paid in parts. */
export const splitStartAnswer = z.object({
  ...head,
  deviceUniqueId: key,
  transactionReferenceId: key,
  saleNumber: key,
  remainingPaymentAmount: amount,
});
export type SplitStartAnswer = z.output<typeof splitStartAnswer>;

const refundableItem = z.object({
  id: key,
  name: text,
  itemQuantity: amount,
  totalPriceAmount: amount,
  returnableQuantity: amount,
  returnableAmount: amount,
});
export type RefundableItem = z.output<typeof refundableItem>;

/** §4.4. */
export const refundableAnswer = z.object({
  ...head,
  totalReturnableAmount: amount,
  currency: key,
  saleItems: z.array(refundableItem).max(1000).nullish(),
});
export type RefundableAnswer = z.output<typeof refundableAnswer>;

const acquirerTotal = z.object({
  acquirerId: key,
  acquirerName: text,
  terminalId: detail,
  bankMerchantId: detail,
  totalTransactionAmount: key,
  totalTransactionCount: key,
  batchNo: key,
  responseCode: key,
  internalErrorCode: detail,
});
export type WireAcquirerTotal = z.output<typeof acquirerTotal>;

const acquirerTotals = z.array(acquirerTotal).max(200).nullish();

/** §4.7 and §5.5: 507 calls the array `tails`, 509 `totals`. */
export const endOfDayAnswer = z.object({
  ...head,
  deviceUniqueId: key,
  batchNo: key,
  resultMessage: text,
  tails: acquirerTotals,
  totals: acquirerTotals,
});
export type EndOfDayAnswer = z.output<typeof endOfDayAnswer>;

/** What every service answer starts with, enough to tell yes from no. */
export const anyAnswer = z.object(head);
export type AnyAnswer = z.output<typeof anyAnswer>;

/** §2.1. */
export const authorizeAnswer = z.object({ code: z.string().min(1).max(4096) });

/** §2.2 and §2.3. `expires_in` is in seconds. */
export const tokenAnswer = z.object({
  // What fits a header line: anything else could smuggle a second header in.
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  refresh_token: z.string().max(8192).nullish(),
  // F11: a token of another kind or for another scope would be refused with a card already at the terminal.
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .nullish(),
  scope: z
    .string()
    .regex(/(^| )iyzipayApiGateway( |$)/)
    .nullish(),
  expires_in: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

/** The fiscal model of a merchant's devices (§1): 507 cash registers print receipts, 509 terminals do not. */
export type FiscalModel = '507' | '509';
