import type { BookEntry, CardRead } from './book.ts';
import type { Device } from './devices.ts';
import { type Call, digits, type Gateway } from './gateway.ts';
import { accountingDay } from './istanbul.ts';
import { Refusal, refusal } from './refusals.ts';
import { approvedFacts } from './terminal.ts';

/** The entry of an operation that was just sent to a device. */
export function newAttempt(
  call: Call,
  device: Device,
  facts: Pick<BookEntry, 'kind' | 'transactionReferenceId' | 'amountMinor' | 'currency'> & Partial<BookEntry>,
): BookEntry {
  const now = call.gateway.now();
  return {
    state: 'pending',
    clientId: call.client.clientId,
    deviceUniqueId: device.deviceUniqueId,
    conversationId: '',
    at: new Date(now).toISOString(),
    paymentId: '',
    paymentDate: accountingDay(now),
    priceMinor: facts.amountMinor,
    installment: 1,
    paymentType: 'CARD',
    card: null,
    authCode: '',
    hostReference: '',
    stanNo: '',
    batchNo: '',
    saleNumber: null,
    originalReferenceId: null,
    refusal: null,
    returned: null,
    ...facts,
  };
}

/** Writes a fresh charge into the book under a payment id of its own. */
export function approveCharge(
  gateway: Gateway,
  device: Device,
  attempt: BookEntry,
  card: CardRead | null,
): BookEntry {
  const facts = approvedFacts(gateway, device, card);
  const paymentId = newPaymentId(gateway, attempt.clientId);
  const paymentDate = accountingDay(gateway.now());
  const entry = { ...attempt, ...facts, paymentId, paymentDate };
  gateway.ledger.record(entry);
  return entry;
}

/** Writes a void, refund or capture of an earlier payment; it stays with that payment's card and bank. */
export function approveFollowUp(
  gateway: Gateway,
  device: Device,
  attempt: BookEntry,
  payment: BookEntry,
): BookEntry {
  const facts = approvedFacts(gateway, device, payment.card);
  const entry = { ...attempt, ...facts };
  gateway.ledger.record(entry);
  return entry;
}

/** The fields a follow-up takes over from its payment. */
export function ofPayment(payment: BookEntry) {
  const { paymentId, paymentDate, currency, installment, paymentType, saleNumber } = payment;
  const originalReferenceId = payment.transactionReferenceId;
  return { paymentId, paymentDate, currency, installment, paymentType, saleNumber, originalReferenceId };
}

/** The payment a void or refund names; throws 380107 unless id and accounting day both fit. */
export function namedPayment(call: Call, paymentId: string, paymentDate: string): BookEntry {
  const payment = call.gateway.ledger.payment(call.client.clientId, paymentId);
  if (!payment || payment.paymentDate !== paymentDate) throw refusal('380107');
  return payment;
}

/** Throws unless the whole payment can still be taken back: same day, same device, open batch, untouched. */
export function refuseUnlessVoidable(gateway: Gateway, device: Device, payment: BookEntry): void {
  const { ledger } = gateway;
  if (ledger.voidOf(payment)) {
    throw refusal('380112', { tr: 'Ödeme zaten iptal edilmiş', en: 'The payment is already voided' });
  }
  if (ledger.refundsOf(payment).length > 0) {
    throw refusal('380112', {
      tr: 'İade edilmiş ödeme iptal edilemez',
      en: 'A refunded payment has no void',
    });
  }
  if (payment.deviceUniqueId !== device.deviceUniqueId) {
    throw refusal('380112', { tr: 'Ödeme bu cihazda alınmamış', en: 'Not a payment of this device' });
  }
  const isBatchOpen = Number(payment.batchNo) === device.openBatch;
  if (!isBatchOpen || accountingDay(Date.parse(payment.at)) !== accountingDay(gateway.now())) {
    throw refusal('380112', {
      tr: 'Gün sonu yapılmış, iptal edilemez; iade kullanın',
      en: 'The batch is closed, use a refund',
    });
  }
}

/** Throws 380112 when more would go back than is left. */
export function refuseOverRefund(gateway: Gateway, payment: BookEntry, amountMinor: number): void {
  if (amountMinor > gateway.ledger.refundableMinor(payment)) throw refusal('380112');
}

/**
 * What a query finds: approved entries as they are; the bank's no is repeated; an attempt that is still on the device,
 * was cancelled there, or charged nobody, left no payment and is not known to the provider (380108).
 */
export function settled(entry: BookEntry | null): BookEntry {
  if (entry?.state === 'approved') return entry;
  if (entry?.refusal && entry.state === 'declined') throw new Refusal(entry.refusal);
  throw refusal('380108');
}

/** The host references a query adds: of the void, and of the latest refund. */
export function familyReferences(gateway: Gateway, entry: BookEntry) {
  const { ledger } = gateway;
  if (entry.kind === 'void') {
    return { cancelHostReference: entry.hostReference, refundHostReference: null };
  }
  if (entry.kind === 'refund') {
    return { cancelHostReference: null, refundHostReference: entry.hostReference };
  }
  return {
    cancelHostReference: ledger.voidOf(entry)?.hostReference ?? null,
    refundHostReference: ledger.refundsOf(entry).at(-1)?.hostReference ?? null,
  };
}

function newPaymentId(gateway: Gateway, clientId: string): string {
  for (;;) {
    const paymentId = `2${digits(gateway, 8)}`;
    if (!gateway.ledger.isPaymentIdUsed(clientId, paymentId)) return paymentId;
  }
}
