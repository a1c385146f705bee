import { toDecimal } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { SaleOptions } from '../sale-options.ts';
import type { AnswerTo, TerminalOperation } from '../terminal-gateway.ts';
import type { WireRecord } from './message.ts';
import { EMAIL_SIGNS, type InterpayCredentials, type InterpaySettings } from './settings.ts';

/** Whose requests these are. */
export type Asker = InterpaySettings & { credentials: InterpayCredentials };

/** What is put to a terminal as a session of its own; a void is none (§8.2). */
export type SessionOperation = TerminalOperation & { kind: 'sale' | 'refund' };

const MAX_DESCRIPTION = 60;
const MAX_ADDRESS = 200;

/** The request that hands an operation to its terminal (§3). Only for what `unsendable` has nothing against. */
export function startSession(asker: Asker, operation: SessionOperation): WireRecord {
  const { options, reference } = operation;
  const description = describe(options ?? null);
  return {
    ...head(asker, 'W'),
    ACTION: 'StartSession',
    AMT: toDecimal(operation.amount),
    REQUESTID: reference,
    DEVICEID: operation.providerDeviceId,
    CUSTEMAIL: options?.email ?? asker.fallbackEmail,
    ...addresses(asker, operation.answerTo),
    // One number for a session and for the vendor's portal, where only INV can be searched (§10.6).
    INV: reference,
    // The bare flag counts, so on a sale not even its name may be there.
    ...(operation.kind === 'refund' && { REFUND: 'Y' }),
    ...(options?.printsOnTerminal === false && { NOTERMPRINT: 'Y' }),
    JSON: 'Y',
    LANG: operation.language === 'fr' ? 'F' : 'E',
    ...(description !== '' && { DESC: description }),
  };
}

/** Asks for what the vendor has under a reference of ours (§10.1). */
export function lookUpRequest(asker: Asker, reference: string): WireRecord {
  return { ...head(asker, 'Q'), SUBTYPE: 'T', INV: reference, JSON: 'Y' };
}

/** Asks for the batches the bank settled on a day, after so many records (§10.2, §10.4). */
export function settlementRequest(
  asker: Asker,
  days: { from: CalendarDay; to: CalendarDay },
  skip: number,
): WireRecord {
  return {
    ...head(asker, 'Q'),
    SUBTYPE: 'T',
    SETT: 'Y',
    STARTDATE: days.from.replaceAll('-', ''),
    ENDDATE: days.to.replaceAll('-', ''),
    ...(skip > 0 && { SKIP: String(skip) }),
    JSON: 'Y',
  };
}

/** `TERMID` has to be the first field (§2.10). */
function head({ credentials }: Asker, type: 'W' | 'Q') {
  return { TERMID: credentials.termId, PASS: credentials.pass, TYPE: type };
}

function addresses({ dynamicUrls }: Asker, answerTo: AnswerTo | null | undefined) {
  return dynamicUrls && answerTo && { SUCCESSURL: answerTo.success, FAILUREURL: answerTo.failure };
}

/**
 * Invoice number and description in one line of the vendor's report. Which characters it prints is not published, so only those
 * that any writing has: letters lose their accents rather than the request its acceptance.
 */
function describe(options: SaleOptions | null): string {
  const parts = [options?.invoiceNumber, options?.description].filter((part) => part?.trim());
  return parts
    .join(' ')
    .normalize('NFKD')
    .replaceAll('ı', 'i')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, MAX_DESCRIPTION)
    .trim();
}

/** Which field of a StartSession an operation cannot be written in; null when it can. Nothing was sent then. */
export function unsendable(asker: Asker, operation: TerminalOperation): string | null {
  if (operation.kind === 'preauthorization' || operation.kind === 'capture') return 'TYPE';
  if (operation.kind === 'void') return null;
  if (!isAmount(asker, operation)) return 'AMT';
  if (!/^[1-9]\d{9}$/.test(operation.reference)) return 'REQUESTID';
  if (!/^[\x21-\x7e]{1,64}$/.test(operation.providerDeviceId)) return 'DEVICEID';
  if (!EMAIL_SIGNS.test(operation.options?.email ?? asker.fallbackEmail)) return 'CUSTEMAIL';
  if (asker.dynamicUrls && !areAddresses(operation.answerTo)) return 'SUCCESSURL';
  return operation.kind === 'sale' ? unsendableSale(operation) : null;
}

/** §3.2, §1.7: nothing but one payment by card, of the price itself, exists on this wire. */
function unsendableSale(sale: TerminalOperation & { kind: 'sale' }): string | null {
  const isPlain =
    sale.paymentType === 'card' && sale.installmentCount === 1 && sale.surchargeMinor === 0 && !sale.partOf;
  return isPlain ? null : 'TYPE';
}

function isAmount({ currency, maxAmountMinor }: Asker, { amount }: TerminalOperation): boolean {
  const isWhole = Number.isSafeInteger(amount.minor) && amount.minor > 0 && amount.minor <= maxAmountMinor;
  return amount.currency === currency && isWhole && /^\d{1,7}\.\d{2}$/.test(toDecimal(amount));
}

function areAddresses(answerTo: AnswerTo | null | undefined): boolean {
  if (!answerTo) return false;
  return [answerTo.success, answerTo.failure].every(
    (address) => address.length <= MAX_ADDRESS && URL.canParse(address),
  );
}
