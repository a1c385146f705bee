import { type CurrencyCode, type Money, toDecimal } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { OriginalPayment, RefundLine, SaleLine, TerminalOperation } from '../terminal-gateway.ts';
import { jsonNumber } from './json.ts';
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
  /** The sale behind a payment id, with what became of it. */
  | { by: 'payment'; providerPaymentId: string };

/** The request that puts an operation to its device. */
export function operationRequest(app: SellingApp, operation: TerminalOperation): Request {
  switch (operation.kind) {
    case 'sale':
      return app.model === '507' ? fiscalSale(app, operation) : plainSale(operation);
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
            ? fiscalRefund(app, operation.lines, operation.amount)
            : { price: amountOf(operation.amount), ...why(operation.reason) }),
        },
      };
  }
}

/** Asks what became of something; 509 refuses any other combination of fields. */
export function queryRequest(model: FiscalModel, attemptId: string, target: QueryTarget): Request {
  const subject =
    target.by === 'reference'
      ? { deviceUniqueId: target.providerDeviceId, transactionReferenceId: target.reference }
      : { paymentId: target.providerPaymentId };
  return {
    path: `${prefix(model)}/payment/query-transaction-status`,
    body: { ...head(model, attemptId), ...subject },
  };
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
  if (!CURRENCIES.includes(operation.amount.currency)) return 'currency';
  if (!Number.isSafeInteger(operation.amount.minor) || operation.amount.minor <= 0) return 'amount';
  if (operation.kind === 'void' || app.model === '509') return null;
  const lines: readonly SaleLine[] = operation.lines;
  const sum =
    operation.kind === 'sale'
      ? operation.lines.reduce((total, line) => total + line.totalMinor, 0)
      : operation.lines.reduce((total, line) => total + line.refundMinor, 0);
  const isWhole = lines.every((line) => Number.isSafeInteger(line.quantity) && line.quantity > 0);
  return lines.length > 0 && isWhole && sum === operation.amount.minor ? null : 'lines';
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

function plainSale(operation: TerminalOperation & { kind: 'sale' }): Request {
  return {
    path: `${prefix('509')}/payment`,
    body: {
      ...identity('509', operation),
      price: amountOf(operation.amount),
      currency: operation.amount.currency,
      installment: operation.installmentCount,
      salesType: 'SALE',
    },
  };
}

function fiscalSale(app: SellingApp, operation: TerminalOperation & { kind: 'sale' }): Request {
  return {
    path: `${prefix('507')}/payment`,
    body: {
      ...identity('507', operation),
      price: amountOf(operation.amount),
      paidPrice: amountOf(operation.amount),
      paymentType: 'CARD',
      currency: operation.amount.currency,
      installment: operation.installmentCount,
      saleAppName: APP_NAME,
      saleAppVersion: app.appVersion,
      // The other published value, 9, is the slip for buying from a private person, so never a sale. Without
      // `buyerInfo` the buyer is a final consumer (§4.1, example in §10).
      saleDocumentType: '1',
      saleItems: operation.lines.map((line) => saleItem(line, operation.amount)),
    },
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
function fiscalRefund(app: SellingApp, lines: readonly RefundLine[], amount: Money) {
  return {
    saleAppName: APP_NAME,
    saleAppVersion: app.appVersion,
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
