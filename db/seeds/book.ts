import { declines } from './cards.ts';
import type { Operation, Payment } from './operation.ts';

/**
 * One operation as the provider keeps it: the shape the sandbox gateway takes at `POST /_sandbox/book`. Amounts in
 * kuruş, `paymentDate` as `YYYYMMDD`.
 */
export type BookEntry = {
  kind: 'sale' | 'void' | 'refund';
  state: 'approved' | 'declined' | 'not-charged';
  deviceUniqueId: string;
  clientId: string;
  transactionReferenceId: string;
  conversationId: string;
  at: string;
  paymentId: string;
  paymentDate?: string;
  amountMinor: number;
  currency: 'TRY';
  installment: number;
  card?: {
    binNumber: string;
    lastFourDigits: string;
    funding: 'CREDIT' | 'DEBIT';
    acquirerId: string;
    issuerId: string;
    posEntryModeCode: string;
  };
  authCode?: string;
  hostReference?: string;
  stanNo?: string;
  batchNo?: string;
  saleNumber?: string | null;
  originalReferenceId?: string | null;
  refusal?: { code: string; group: 'BANK_ERROR'; tr: string; en: string };
  returned?: { saleItemId: number; amountMinor: number }[];
  lines?: {
    id: number;
    name: string;
    generic: boolean;
    unitCode: string;
    taxGroupCode: string;
    itemQuantity: number;
    unitPriceMinor: number;
    grossPriceMinor: number;
    totalPriceMinor: number;
  }[];
};

/** What the provider knows of the history, in the order it happened: sales before what follows them. */
export function bookOf(operations: readonly Operation<'iyzico'>[]): BookEntry[] {
  return operations.flatMap((operation) => entryOf(operation) ?? []);
}

/** Null for what never reached the provider, or was turned away at its door. */
function entryOf(operation: Operation<'iyzico'>): BookEntry | null {
  if (operation.payment) return { ...headOf(operation), ...chargeOf(operation, operation.payment) };
  const { ending } = operation;
  if (ending?.state === 'declined') {
    const { code } = ending;
    const bank = declines.find((each) => each.code === code);
    if (!bank) throw new Error(`No bank declines with ${code}`);
    const refusal = { code: bank.code, group: 'BANK_ERROR' as const, tr: bank.text, en: bank.en };
    return { ...headOf(operation), state: 'declined', refusal };
  }
  return operation.doubt?.reason === 'provider_timeout'
    ? { ...headOf(operation), state: 'not-charged' }
    : null;
}

function headOf(operation: Operation<'iyzico'>): BookEntry {
  const { till } = operation;
  return {
    kind: operation.kind,
    state: 'approved',
    deviceUniqueId: till.providerDeviceId,
    clientId: till.connection.credentials.clientId,
    transactionReferenceId: operation.reference,
    conversationId: operation.id,
    at: (operation.ending?.at ?? operation.sentAt).toISOString(),
    paymentId: '',
    amountMinor: operation.amountMinor,
    currency: 'TRY',
    installment: (operation.original ?? operation).installmentCount,
  };
}

function chargeOf(operation: Operation<'iyzico'>, payment: Payment<'iyzico'>): Partial<BookEntry> {
  const { card } = payment;
  return {
    at: payment.at.toISOString(),
    paymentId: payment.paymentId,
    paymentDate: payment.day.replaceAll('-', ''),
    card: {
      binNumber: card.bin,
      lastFourDigits: card.last4,
      funding: card.type === 'credit' ? 'CREDIT' : 'DEBIT',
      acquirerId: card.acquirerId,
      issuerId: card.issuerId,
      posEntryModeCode: payment.entryCode,
    },
    authCode: payment.authCode,
    hostReference: payment.hostReference,
    stanNo: payment.stan,
    batchNo: payment.batchNumber,
    saleNumber: payment.saleNumber,
    originalReferenceId: operation.original?.reference ?? null,
    ...(operation.returned.length > 0 ? { returned: operation.returned.map(returnedOf) } : {}),
    ...(operation.sold.length > 0 ? { lines: operation.sold.map(lineOf) } : {}),
  };
}

function returnedOf(line: Operation['returned'][number]) {
  return { saleItemId: Number(line.providerLineId), amountMinor: line.refundMinor };
}

function lineOf({ providerLineId, line }: Operation['sold'][number]) {
  return {
    id: Number(providerLineId),
    name: line.name,
    generic: false,
    unitCode: line.unitCode,
    taxGroupCode: `KDV${line.vatRate}`,
    itemQuantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    grossPriceMinor: line.grossMinor,
    totalPriceMinor: line.totalMinor,
  };
}
