import { type CurrencyCode, isCurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import { type CalendarDay, parseDay } from '#server/kernel/time.ts';
import { cleanText } from '../clean-text.ts';
import type { Evidence, TerminalOperation } from '../terminal-gateway.ts';
import type { PaymentAnswer } from './wire.ts';

/**
 * What a payment answer says happened, in our words; null where it says nothing. Nothing is filled in from the request, but
 * for one thing: an answer quotes the price and never what was paid (§4.1), so the surcharge that was asked for is put on
 * top of it.
 */
export function toEvidence(answer: PaymentAnswer, operation: TerminalOperation): Evidence {
  const currency = readCurrency(answer.currency);
  return {
    reference: answer.transactionReferenceId,
    providerDeviceId: answer.deviceUniqueId,
    amountMinor: plus(readMinor(answer.price, currency), surchargeOf(operation)),
    currency,
    providerPaymentId: answer.paymentId,
    providerDate: readDay(answer.paymentDate),
    authCode: answer.authCode,
    rrn: answer.hostReference,
    stan: answer.stanNo,
    batchNumber: answer.batchNo,
    acquirerId: answer.acquirerId,
    acquirerName: answer.acquirerName === null ? null : cleanText(answer.acquirerName),
    issuerId: answer.issuerId,
    tid: answer.bankTerminalId,
    mid: answer.bankMerchantId,
    bin: /^\d{6}/.exec(answer.binNumber ?? '')?.[0] ?? null,
    last4: /\d{4}$/.exec(answer.lastFourDigits ?? '')?.[0] ?? null,
    cardType: readCardType(answer.cardType),
    saleNumber: answer.saleNumber,
    entryMode: readEntryMode(answer.posEntryModeCode),
    providerAt: readInstant(answer.systemTime),
  };
}

/** What an operation moves above the price; a refund goes by the prices of its lines, a hold has no surcharge. */
function surchargeOf(operation: TerminalOperation): number {
  switch (operation.kind) {
    case 'sale':
      return operation.surchargeMinor;
    case 'void':
      return operation.original.surchargeMinor;
    case 'refund':
    case 'preauthorization':
    case 'capture':
      return 0;
  }
}

function plus(priceMinor: number | null, surchargeMinor: number): number | null {
  return priceMinor === null ? null : priceMinor + surchargeMinor;
}

/** A currency this product knows, in any case; null for none or another. */
export function readCurrency(text: string | null): CurrencyCode | null {
  const word = text?.toUpperCase() ?? '';
  return isCurrencyCode(word) ? word : null;
}

/** Minor units of a decimal text, exactly; null when it is none or finer than the currency. Without a currency: no amount. */
export function readMinor(text: string | null, currency: CurrencyCode | null): number | null {
  return text === null || currency === null ? null : (parseDecimal(text, currency)?.minor ?? null);
}

/** A whole number; null for anything else. */
export function readCount(text: string | null): number | null {
  const count = /^\d{1,9}(\.0+)?$/.test(text ?? '') ? Number(text) : Number.NaN;
  return Number.isSafeInteger(count) ? count : null;
}

/** The accounting day, written `YYYYMMDD`; null for anything else. */
export function readDay(text: string | null): CalendarDay | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text ?? '');
  return match ? parseDay(`${match[1]}-${match[2]}-${match[3]}`) : null;
}

/** Epoch milliseconds, or seconds where the number is too small to be milliseconds of this century. */
export function readInstant(text: string | null): Date | null {
  const epoch = Number(/^\d{10,13}$/.exec(text ?? '')?.[0] ?? Number.NaN);
  if (Number.isNaN(epoch)) return null;
  return new Date(epoch < 100_000_000_000 ? epoch * 1000 : epoch);
}

function readCardType(text: string | null): Evidence['cardType'] {
  const word = /^(CREDIT|DEBIT|PREPAID)(_CARD)?$/.exec(text?.toUpperCase() ?? '')?.[1];
  if (word === 'CREDIT') return 'credit';
  if (word === 'DEBIT') return 'debit';
  return word === 'PREPAID' ? 'prepaid' : null;
}

/** Field 22 of ISO 8583: how the card was read is in its first two digits. */
function readEntryMode(text: string | null): Evidence['entryMode'] {
  switch (text?.slice(0, 2)) {
    case '05':
    case '95':
      return 'chip';
    case '07':
    case '91':
      return 'contactless';
    case '02':
    case '80':
    case '90':
      return 'magstripe';
    case '01':
      return 'manual';
    default:
      return null;
  }
}
