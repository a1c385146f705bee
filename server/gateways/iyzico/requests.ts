import { type CurrencyCode, type Money, toDecimal } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { jsonNumber } from '../exact-json.ts';
import type { Buyer, FiscalDocument, Notice } from '../fiscal-details.ts';
import type { OpenSplitSale } from '../split-sales.ts';
import type { OriginalPayment, PaymentType, SaleLine, TerminalOperation } from '../terminal-gateway.ts';
import type { FiscalModel } from './wire.ts';

/** A call ready to be sent, but for its deadline. */
export type Request = { path: string; body: object };

/** What 507 wants to know of the selling software. */
export type SellingApp = { model: FiscalModel; appVersion: string };

const APP_NAME = 'Vezne';

/** §3. */
export const CURRENCIES: readonly CurrencyCode[] = ['TRY', 'USD', 'EUR'];

/** Which sale, void or refund a query is about (§4.2, §5.2). */
export type QueryTarget =
  /** The operation that carries a reference of ours. */
  | { by: 'reference'; reference: string; providerDeviceId: string }
  /** What stands behind a payment id: the sale, or the hold or its capture, with what became of it. */
  | { by: 'payment'; providerPaymentId: string }
  /** 509 only: the sale behind a payment id if it carries this reference, with its void and refund. */
  | { by: 'payment_and_reference'; providerPaymentId: string; reference: string };

/** The request that puts an operation to its device. */
export function operationRequest(app: SellingApp, operation: TerminalOperation): Request {
  switch (operation.kind) {
    case 'sale':
      if (app.model === '509') return plainPayment(operation);
      return operation.partOf ? addPayment(operation, operation.partOf) : fiscalSale(app, operation);
    case 'preauthorization':
    case 'capture':
      return plainPayment(operation);
    case 'void':
      return {
        path: `${prefix(app.model)}/payment/void`,
        body: { ...followUp(app.model, operation, operation.original), ...why(operation.reason) },
      };
    case 'refund':
      return {
        path: `${prefix(app.model)}/payment/refund`,
        body: {
          ...followUp(app.model, operation, operation.original),
          ...(app.model === '507'
            ? fiscalRefund(app, operation)
            : { price: amountOf(operation.amount), ...why(operation.reason) }),
        },
      };
  }
}

/** §4.6: opens a sale that several payments pay; the request of a sale, unchanged. */
export function splitStartRequest(app: SellingApp, sale: TerminalOperation & { kind: 'sale' }): Request {
  return { ...fiscalSale(app, sale), path: `${prefix('507')}/partial-payment/start` };
}

/** §4.6: completes an open sale that is paid; it carries the reference of its start. */
export function splitCompletionRequest(sale: OpenSplitSale): Request {
  const { attemptId, providerDeviceId, reference, saleNumber } = sale;
  return {
    path: `${prefix('507')}/partial-payment/complete`,
    body: {
      ...head('507', attemptId),
      deviceUniqueId: providerDeviceId,
      transactionReferenceId: reference,
      saleNumber,
    },
  };
}

/** Asks what became of something; 509 refuses any other combination of fields (380111). */
export function queryRequest(model: FiscalModel, attemptId: string, target: QueryTarget): Request {
  return {
    path: `${prefix(model)}/payment/query-transaction-status`,
    body: { ...head(model, attemptId), ...subjectOf(target) },
  };
}

function subjectOf(target: QueryTarget) {
  switch (target.by) {
    case 'reference':
      return { deviceUniqueId: target.providerDeviceId, transactionReferenceId: target.reference };
    case 'payment':
      return { paymentId: target.providerPaymentId };
    case 'payment_and_reference':
      return { paymentId: target.providerPaymentId, transactionReferenceId: target.reference };
  }
}

/** 507: what of the sale with this reference can still go back. */
export function refundableRequest(
  conversationId: string,
  saleReference: string,
  deviceUniqueId: string,
): Request {
  return {
    path: `${prefix('507')}/payment/refundable-sale-info`,
    body: { ...head('507', conversationId), transactionReferenceId: saleReference, deviceUniqueId },
  };
}

/** Closes the batch. `useSummary` stays out: its description contradicts its name (§5.5). */
export function closeBatchRequest(model: FiscalModel, attemptId: string, deviceUniqueId: string): Request {
  return { path: `${prefix(model)}/eod`, body: { ...head(model, attemptId), deviceUniqueId } };
}

/** Why an operation cannot be written as a request at all; null when it can. Nothing was sent then. */
export function unsendable(app: SellingApp, operation: TerminalOperation): string | null {
  const { amount } = operation;
  if (!CURRENCIES.includes(amount.currency)) return 'currency';
  if (!Number.isSafeInteger(amount.minor) || amount.minor <= 0) return 'amount';
  if (operation.kind === 'void') return null;
  if (app.model === '509') return operation.kind === 'sale' ? unsendableOn509(operation) : null;
  if (operation.kind === 'preauthorization' || operation.kind === 'capture') return 'kind';
  if (operation.kind === 'sale' && operation.partOf)
    return operation.surchargeMinor === 0 ? null : 'surcharge';
  if (operation.kind === 'refund') {
    const sum = operation.lines.reduce((total, line) => total + line.refundMinor, 0);
    return areWhole(operation.lines) && sum === amount.minor ? null : 'lines';
  }
  const { surchargeMinor, paymentType, installmentCount } = operation;
  // §4.1: paid above the price only as an instalment surcharge, and cash at once.
  if (surchargeMinor < 0 || (surchargeMinor > 0 && installmentCount <= 1)) return 'surcharge';
  if (paymentType === 'cash' && installmentCount > 1) return 'installments';
  const sum = operation.lines.reduce((total, line) => total + line.totalMinor, 0);
  return areWhole(operation.lines) && sum === amount.minor - surchargeMinor ? null : 'lines';
}

/** 509 has no field for any of these; without it they would be lost without a word. */
function unsendableOn509(sale: TerminalOperation & { kind: 'sale' }): string | null {
  if (sale.partOf) return 'part';
  if (sale.paymentType !== 'card') return 'payment_type';
  if (sale.fiscal !== null) return 'document';
  return sale.surchargeMinor === 0 ? null : 'surcharge';
}

function areWhole(lines: readonly SaleLine[]): boolean {
  return lines.length > 0 && lines.every((line) => Number.isSafeInteger(line.quantity) && line.quantity > 0);
}

function prefix(model: FiscalModel): string {
  return model === '507' ? '/v2/terminal-host/gmu' : '/v2/terminal-host';
}

/** §3: 507 takes upper-case locales, 509 the enum in lower case. */
function head(model: FiscalModel, conversationId: string) {
  return { locale: model === '507' ? 'TR' : 'tr', conversationId };
}

function identity(model: FiscalModel, operation: TerminalOperation) {
  return {
    ...head(model, operation.attemptId),
    deviceUniqueId: operation.providerDeviceId,
    transactionReferenceId: operation.reference,
  };
}

const SALES_TYPES = { sale: 'SALE', preauthorization: 'PRE_AUTH', capture: 'POST_AUTH' } as const;

/** §5.1: one service takes, holds, and takes what was held; only the last names a payment. */
function plainPayment(
  operation: TerminalOperation & { kind: 'sale' | 'preauthorization' | 'capture' },
): Request {
  return {
    path: `${prefix('509')}/payment`,
    body: {
      ...identity('509', operation),
      price: amountOf(operation.amount),
      currency: operation.amount.currency,
      installment: operation.installmentCount,
      salesType: SALES_TYPES[operation.kind],
      ...(operation.kind === 'capture' ? { paymentId: operation.original.providerPaymentId } : {}),
    },
  };
}

function fiscalSale(app: SellingApp, operation: TerminalOperation & { kind: 'sale' }): Request {
  const { amount, surchargeMinor, fiscal } = operation;
  return {
    path: `${prefix('507')}/payment`,
    body: {
      ...identity('507', operation),
      price: amountOf({ ...amount, minor: amount.minor - surchargeMinor }),
      paidPrice: amountOf(amount),
      paymentType: PAYMENT_TYPE[operation.paymentType],
      currency: amount.currency,
      installment: operation.installmentCount,
      saleAppName: APP_NAME,
      saleAppVersion: app.appVersion,
      saleDocumentType: DOCUMENT_TYPE[fiscal?.document ?? 'e_invoice'],
      ...(fiscal ? notification(fiscal.notice) : {}),
      saleItems: operation.lines.map((line) => saleItem(line, amount)),
      // Without it the buyer is a final consumer (§4.1, example in §10).
      ...(fiscal?.buyer ? { buyerInfo: buyerInfo(fiscal.buyer) } : {}),
    },
  };
}

/** With which instrument is chosen on the device (§4.6). */
function addPayment(
  operation: TerminalOperation & { kind: 'sale' },
  { saleNumber }: { saleNumber: string },
): Request {
  return {
    path: `${prefix('507')}/partial-payment/add-payment`,
    body: {
      ...identity('507', operation),
      saleNumber,
      price: amountOf(operation.amount),
      currency: operation.amount.currency,
      installment: operation.installmentCount,
    },
  };
}

const PAYMENT_TYPE: Record<PaymentType, string> = { card: 'CARD', cash: 'CASH' };

const DOCUMENT_TYPE: Record<FiscalDocument, string> = { e_invoice: '1', expense_slip: '9' };

function notification({ phone, email }: Notice) {
  return {
    ...(phone === null ? {} : { notificationPhone: phone }),
    ...(email === null ? {} : { notificationEmail: email }),
  };
}

/** What a kind of buyer has no field for stays out. */
function buyerInfo(buyer: Buyer) {
  const { taxNumber, country, city, district } = buyer;
  const place = { taxNumber, country, city, district };
  if (buyer.kind === 'company') {
    const { companyName, taxOfficeCode } = buyer;
    return { customerType: 2, companyName, taxOfficeCode, ...place };
  }
  const { firstName, middleName, familyName, taxOfficeCode } = buyer;
  return {
    customerType: 1,
    firstName,
    ...(middleName === null ? {} : { middleName }),
    familyName,
    ...(taxOfficeCode === null ? {} : { taxOfficeCode }),
    ...place,
  };
}

function followUp(model: FiscalModel, operation: TerminalOperation, original: OriginalPayment) {
  return {
    ...identity(model, operation),
    paymentId: original.providerPaymentId,
    paymentDate: dateOf(model, original.providerDate),
  };
}

/** 507 has no amount field: the lines say how much goes back (§4.5). */
function fiscalRefund(app: SellingApp, { lines, amount, notice }: TerminalOperation & { kind: 'refund' }) {
  return {
    saleAppName: APP_NAME,
    saleAppVersion: app.appVersion,
    ...notification(notice),
    saleItems: lines.map((line) => ({
      ...saleItem(line, amount),
      relatedSaleItemId: line.providerLineId,
      returnAmount: amountOf({ ...amount, minor: line.refundMinor }),
    })),
  };
}

function saleItem(line: SaleLine, { currency }: Money) {
  return {
    name: line.name,
    generic: false,
    unitCode: line.unitCode,
    taxGroupCode: `KDV${line.vatRate}`,
    itemQuantity: line.quantity,
    unitPriceAmount: amountOf({ minor: line.unitPriceMinor, currency }),
    grossPriceAmount: amountOf({ minor: line.grossMinor, currency }),
    totalPriceAmount: amountOf({ minor: line.totalMinor, currency }),
  };
}

function amountOf(money: Money): unknown {
  return jsonNumber(toDecimal(money));
}

/** §3: an integer for 507, a text for 509. */
function dateOf(model: FiscalModel, day: CalendarDay): number | string {
  const digits = day.replaceAll('-', '');
  return model === '507' ? Number(digits) : digits;
}

function why(reason: string | null) {
  return reason === null || reason === '' ? {} : { reason };
}
