import type { SaleLine } from '#server/gateways/terminal-gateway.ts';
import { type Money, toDecimal } from '#server/kernel/money.ts';
import { dayIn } from '#server/kernel/time.ts';
import { acquirers } from './cards.ts';
import { kahveDuragi } from './demo-world.ts';
import type { Operation, Payment } from './operation.ts';

/** A body as the portal keeps it: numbers are text, so that none passes through a float. */
export type KeptBody = { [member: string]: string | boolean | null | KeptBody | KeptBody[] };

export type Model = '507' | '509';

/** The services of a fiscal model lie under its own path. */
export function pathOf(model: Model, service: string): string {
  return `/v2/terminal-host/${model === '507' ? 'gmu/' : ''}${service}`;
}

/** How every request begins. */
export function requestHead(model: Model, conversationId: string): KeptBody {
  return { locale: model === '507' ? 'TR' : 'tr', conversationId };
}

/** The request that put an operation to its device. */
export function operationBody(operation: Operation<'iyzico'>): KeptBody {
  const { till, kind, original } = operation;
  const { model } = till.connection;
  const identity = {
    ...requestHead(model, operation.id),
    deviceUniqueId: till.providerDeviceId,
    transactionReferenceId: operation.reference,
  };
  const app = { saleAppName: 'Vezne', saleAppVersion: '0.1.0' };
  const price = decimal(operation.amountMinor);
  const currency = kahveDuragi.currency;
  const installment = String(operation.installmentCount);
  if (kind === 'sale') {
    if (model === '509') return { ...identity, price, currency, installment, salesType: 'SALE' };
    const saleItems = operation.sold.map(({ line }) => saleItem(line));
    const type = { paymentType: 'CARD', currency, installment };
    return { ...identity, price, paidPrice: price, ...type, ...app, saleDocumentType: '1', saleItems };
  }
  const { paymentId = '', day = '' } = original?.payment ?? {};
  const payment = { ...identity, paymentId, paymentDate: day.replaceAll('-', '') };
  const why: KeptBody = operation.reason ? { reason: operation.reason } : {};
  if (kind === 'void') return { ...payment, ...why };
  if (model === '509') return { ...payment, price, ...why };
  const saleItems = operation.returned.map((line) => ({
    ...saleItem(line),
    relatedSaleItemId: line.providerLineId,
    returnAmount: decimal(line.refundMinor),
  }));
  return { ...payment, ...app, saleItems };
}

/** The answer to an approved operation, or to a later question about it. */
export function approvedBody(operation: Operation<'iyzico'>, payment: Payment<'iyzico'>, at: Date): KeptBody {
  const { till, kind } = operation;
  const { model } = till.connection;
  const head = successHead(model, operation.id, at);
  const identity = {
    deviceUniqueId: till.providerDeviceId,
    transactionReferenceId: operation.reference,
    paymentId: payment.paymentId,
    paymentDate: payment.day.replaceAll('-', ''),
    price: short(operation.amountMinor),
    currency: kahveDuragi.currency,
    authCode: payment.authCode,
    binNumber: payment.card.bin,
    lastFourDigits: payment.card.last4,
  };
  const original = operation.original?.payment;
  const hostReference = original?.hostReference ?? payment.hostReference;
  if (model === '509' || kind === 'sale') {
    const sale =
      model === '507'
        ? { saleNumber: payment.saleNumber, saleItems: soldItems(operation) }
        : family(operation);
    return { ...head, ...identity, ...bankFacts(operation, payment), hostReference, ...sale };
  }
  if (kind === 'void')
    return { ...head, ...identity, hostReference, cancelHostReference: payment.hostReference };
  const { acquirerId } = payment.card;
  const { paymentId: _, paymentDate: __, ...rest } = identity;
  return {
    ...head,
    ...rest,
    invoiceNo: `GP${payment.hostReference}`,
    hostReference: payment.hostReference,
    acquirerId,
    acquirerName: acquirers[acquirerId]?.name ?? null,
    batchNo: payment.batchNumber,
  };
}

/** The answer that says no. */
export function refusedBody(
  operation: Operation<'iyzico'>,
  refusal: { code: string; group: string; text: string },
  at: Date,
): KeptBody {
  const { till } = operation;
  const isFiscal = till.connection.model === '507';
  const common = {
    errorCode: refusal.code,
    errorMessage: refusal.text,
    errorGroup: refusal.group,
    systemTime: String(at.getTime()),
  };
  if (!isFiscal) return { status: 'FAILURE', ...common, consumerErrorMessage: 'İşlem tamamlanamadı' };
  const { id: conversationId, reference: transactionReferenceId } = operation;
  const deviceUniqueId = till.providerDeviceId;
  const echo = { conversationId, deviceUniqueId, transactionReferenceId };
  return { status: 'failure', ...common, consumerErrorMessage: null, ...echo };
}

/** How every good answer begins. */
export function successHead(model: Model, conversationId: string, at: Date): KeptBody {
  const systemTime = String(at.getTime());
  if (model === '507') return { status: 'success', errorCode: '0', conversationId, systemTime };
  const nothing = { errorCode: '', errorMessage: '', errorGroup: '' };
  return { conversationId, locale: 'tr', status: 'SUCCESS', ...nothing, systemTime };
}

function bankFacts(operation: Operation<'iyzico'>, payment: Payment<'iyzico'>): KeptBody {
  const { till, original } = operation;
  const { card } = payment;
  const isFiscal = till.connection.model === '507';
  return {
    transactionDateTime: isFiscal ? wallClock(payment.at) : payment.at.toISOString(),
    installment: String((original ?? operation).installmentCount),
    acquirerId: card.acquirerId,
    issuerId: card.issuerId,
    bankMerchantId: acquirers[card.acquirerId]?.mid ?? null,
    bankTerminalId: till.tids[card.acquirerId] ?? null,
    cardType: `${card.type.toUpperCase()}${isFiscal ? '' : '_CARD'}`,
    batchNo: payment.batchNumber,
    stanNo: payment.stan,
    posEntryModeCode: payment.entryCode,
  };
}

function family({ kind, payment }: Operation<'iyzico'>): KeptBody {
  return {
    cancelHostReference: kind === 'void' ? (payment?.hostReference ?? null) : null,
    refundHostReference: kind === 'refund' ? (payment?.hostReference ?? null) : null,
  };
}

function soldItems(operation: Operation<'iyzico'>): KeptBody[] {
  return operation.sold.map(({ line }) => ({
    ...saleItem(line),
    unitPriceAmount: short(line.unitPriceMinor),
    grossPriceAmount: short(line.grossMinor),
    totalPriceAmount: short(line.totalMinor),
  }));
}

function saleItem(line: SaleLine): KeptBody {
  return {
    name: line.name,
    generic: false,
    unitCode: line.unitCode,
    taxGroupCode: `KDV${line.vatRate}`,
    itemQuantity: String(line.quantity),
    unitPriceAmount: decimal(line.unitPriceMinor),
    grossPriceAmount: decimal(line.grossMinor),
    totalPriceAmount: decimal(line.totalMinor),
  };
}

/** `2026-01-01 14:40:00` on the wall of the shop. */
function wallClock(at: Date): string {
  const time = at.toLocaleTimeString('en-GB', { timeZone: kahveDuragi.timeZone });
  return `${dayIn(at, kahveDuragi.timeZone)} ${time}`;
}

export function decimal(minor: number): string {
  const money: Money = { minor, currency: kahveDuragi.currency };
  return toDecimal(money);
}

/** As a program prints the number: without closing zeros. */
function short(minor: number): string {
  return decimal(minor).replace(/\.?0+$/, '');
}
