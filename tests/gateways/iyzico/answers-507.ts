import { toAmount } from './amounts.ts';
import type { BookEntry, FiscalSale, SaleLine } from './book.ts';
import { acquirerOf, bankTerminalId } from './cards.ts';
import type { Gateway } from './gateway.ts';
import { shopTime } from './istanbul.ts';
import type { RefusalFacts } from './refusals.ts';

/** The head of every good 507 answer. */
export function success507(gateway: Gateway, conversationId: string) {
  return { status: 'success', errorCode: '0', conversationId, systemTime: gateway.now() };
}

/** A 507 failure has the schema of the success; only what is known is filled. */
export function failure507(
  gateway: Gateway,
  facts: RefusalFacts,
  request: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const message = String(request.locale ?? 'TR').toLowerCase() === 'en' ? facts.en : facts.tr;
  return {
    status: 'failure',
    errorCode: facts.code,
    errorMessage: message,
    errorGroup: facts.group,
    consumerErrorMessage: null,
    conversationId: request.conversationId ?? null,
    systemTime: gateway.now(),
    deviceUniqueId: request.deviceUniqueId ?? null,
    transactionReferenceId: request.transactionReferenceId ?? null,
  };
}

/** The sale answer; also of an added payment, of a completed partial sale and of the query. */
export function sale507(gateway: Gateway, entry: BookEntry, conversationId: string): Record<string, unknown> {
  const fiscal = gateway.ledger.fiscalSale(entry.saleNumber);
  return {
    ...success507(gateway, conversationId),
    deviceUniqueId: entry.deviceUniqueId,
    transactionReferenceId: entry.transactionReferenceId,
    transactionDateTime: dateTime507(entry),
    paymentId: entry.paymentId,
    paymentDate: Number(entry.paymentDate),
    price: toAmount(entry.priceMinor),
    installment: entry.installment,
    currency: entry.currency,
    ...bankFacts507(entry),
    saleNumber: entry.saleNumber,
    saleItems: fiscal?.lines.map(addedItem) ?? [],
  };
}

/** Cash has none of these. */
function bankFacts507(entry: BookEntry): Record<string, unknown> {
  const card = entry.card;
  if (!card) return {};
  return {
    acquirerId: card.acquirerId,
    bankMerchantId: acquirerOf(card.acquirerId).bankMerchantId,
    bankTerminalId: bankTerminalId(entry.deviceUniqueId, card.acquirerId, entry.currency),
    issuerId: card.issuerId,
    authCode: entry.authCode,
    binNumber: card.binNumber,
    lastFourDigits: card.lastFourDigits,
    hostReference: entry.hostReference,
    cardType: card.funding,
    batchNo: entry.batchNo,
    stanNo: entry.stanNo,
    posEntryModeCode: card.posEntryModeCode,
  };
}

export function void507(
  gateway: Gateway,
  entry: BookEntry,
  payment: BookEntry,
  conversationId: string,
): Record<string, unknown> {
  const { date, time } = shopTime(Date.parse(entry.at));
  return {
    ...success507(gateway, conversationId),
    deviceUniqueId: entry.deviceUniqueId,
    transactionReferenceId: entry.transactionReferenceId,
    paymentId: entry.paymentId,
    price: toAmount(entry.priceMinor),
    currency: entry.currency,
    authCode: entry.authCode,
    hostReference: payment.hostReference,
    cancelHostReference: entry.hostReference,
    transactionDate: date,
    transactionTime: time,
    transactionDateTime: `${date} ${time}`,
    paymentDate: Number(entry.paymentDate),
    binNumber: entry.card?.binNumber ?? null,
    lastFourDigits: entry.card?.lastFourDigits ?? null,
  };
}

export function refund507(
  gateway: Gateway,
  entry: BookEntry,
  vatMinor: number,
  conversationId: string,
): Record<string, unknown> {
  const acquirer = entry.card ? acquirerOf(entry.card.acquirerId) : null;
  return {
    ...success507(gateway, conversationId),
    deviceUniqueId: entry.deviceUniqueId,
    transactionReferenceId: entry.transactionReferenceId,
    price: toAmount(entry.amountMinor),
    vatAmount: toAmount(vatMinor),
    currency: entry.currency,
    invoiceNo: `GP${entry.hostReference || entry.paymentId}`,
    authCode: entry.authCode,
    hostReference: entry.hostReference,
    binNumber: entry.card?.binNumber ?? null,
    lastFourDigits: entry.card?.lastFourDigits ?? null,
    acquirerName: acquirer?.name ?? null,
    acquirerId: acquirer?.id ?? null,
    batchNo: entry.batchNo,
  };
}

/** What of a sale can still go back, line by line and never more than its payments still hold. */
export function refundable507(
  gateway: Gateway,
  fiscal: FiscalSale,
  conversationId: string,
): Record<string, unknown> {
  const { ledger } = gateway;
  const returned = ledger.returnedByLine(fiscal);
  const held = ledger.partsOf(fiscal).reduce((sum, part) => sum + ledger.refundableMinor(part), 0);
  return {
    ...success507(gateway, conversationId),
    saleNumber: fiscal.saleNumber,
    saleUid: fiscal.saleUid,
    totalReturnableAmount: toAmount(held),
    currency: fiscal.currency,
    saleItems: fiscal.lines.map((line) => {
      const left = held === 0 ? 0 : line.totalPriceMinor - (returned.get(line.id) ?? 0);
      return {
        id: line.id,
        name: line.name,
        itemQuantity: line.itemQuantity,
        totalPriceAmount: toAmount(line.totalPriceMinor),
        vatAmount: toAmount(vatWithin(line.totalPriceMinor, line.taxGroupCode)),
        returnableQuantity: returnableQuantity(line, left),
        returnableAmount: toAmount(left),
      };
    }),
  };
}

/**
 * Pieces that are not wholly given back yet: one of which half the money went back still counts, one of which a kuruş is left
 * because a share was rounded does not.
 */
export function returnableQuantity(line: SaleLine, leftMinor: number): number {
  const { itemQuantity, totalPriceMinor } = line;
  const whole = Math.floor((leftMinor * itemQuantity) / totalPriceMinor);
  const beyondMinor = leftMinor - Math.floor((whole * totalPriceMinor) / itemQuantity);
  return beyondMinor < itemQuantity ? whole : whole + 1;
}

/** The VAT inside a gross amount; `KDV20` means twenty per cent. */
export function vatWithin(grossMinor: number, taxGroupCode: string): number {
  const percent = Number(taxGroupCode.replace('KDV', ''));
  return Math.round((grossMinor * percent) / (100 + percent));
}

function dateTime507(entry: BookEntry): string {
  const { date, time } = shopTime(Date.parse(entry.at));
  return `${date} ${time}`;
}

function addedItem(line: SaleLine): Record<string, unknown> {
  return {
    name: line.name,
    generic: line.generic,
    unitCode: line.unitCode,
    taxGroupCode: line.taxGroupCode,
    itemQuantity: line.itemQuantity,
    unitPriceAmount: toAmount(line.unitPriceMinor),
    grossPriceAmount: toAmount(line.grossPriceMinor),
    totalPriceAmount: toAmount(line.totalPriceMinor),
  };
}
