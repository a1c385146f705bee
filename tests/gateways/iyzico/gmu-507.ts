import { randomUUID } from 'node:crypto';
import { json, type Reply } from '../shared/replies.ts';
import {
  refund507,
  refundable507,
  returnableQuantity,
  sale507,
  success507,
  vatWithin,
  void507,
} from './answers-507.ts';
import type { BookEntry, FiscalSale } from './book.ts';
import { closeBatch } from './end-of-day.ts';
import { dropUnpaidSale, newFiscalSale, refuseVoidOfPart, refuseWhileSaleIsOpen } from './fiscal-sales.ts';
import { type Call, deviceOf, refuseUsedReference } from './gateway.ts';
import { parseRequest } from './parse.ts';
import { completedPartialSale } from './partial-507.ts';
import {
  approveCharge,
  approveFollowUp,
  familyReferences,
  namedPayment,
  newAttempt,
  ofPayment,
  refuseOverRefund,
  refuseUnlessVoidable,
  settled,
} from './payments.ts';
import { invalidRequest, refusal } from './refusals.ts';
import * as requests from './requests-507.ts';
import { perform } from './terminal.ts';

export async function sale(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.saleRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseUsedReference(call, request.transactionReferenceId);
  refuseWhileSaleIsOpen(gateway, device);
  const conversationId = request.conversationId ?? randomUUID();
  const attempt = newAttempt(call, device, {
    kind: 'sale',
    transactionReferenceId: request.transactionReferenceId,
    conversationId,
    amountMinor: request.paidPrice,
    priceMinor: request.price,
    currency: request.currency,
    installment: request.installment,
    paymentType: request.paymentType,
  });
  return perform(gateway, device, {
    kind: 'sale',
    amountMinor: request.paidPrice,
    currency: request.currency,
    needsCard: request.paymentType === 'CARD',
    attempt,
    approve(card) {
      const fiscal = newFiscalSale(call, device, request, 'complete');
      gateway.ledger.recordFiscal(fiscal);
      const entry = approveCharge(gateway, device, { ...attempt, saleNumber: fiscal.saleNumber }, card);
      return { body: sale507(gateway, entry, conversationId), entry };
    },
  });
}

/** Answers for a payment, or for the sale, void or refund that carries a reference. */
export function query(call: Call): Reply {
  const { ledger } = call.gateway;
  const request = parseRequest(requests.queryRequest, call.body);
  const { paymentId, transactionReferenceId: reference } = request;
  if (request.deviceUniqueId !== undefined) deviceOf(call, request.deviceUniqueId);
  const conversationId = request.conversationId ?? randomUUID();

  if (paymentId !== undefined) {
    const payment = ledger.payment(call.client.clientId, paymentId);
    const named = reference === undefined ? payment : ledger.find(call.client.clientId, reference);
    if (!payment || named?.paymentId !== paymentId || isElsewhere(payment, request.deviceUniqueId)) {
      throw refusal('380107');
    }
    return json(answerOf(call, payment, conversationId));
  }
  if (reference === undefined) throw refusal('380111');

  const partial = completedPartialSale(call, reference, conversationId);
  if (partial) return json(partial);
  const entry = settled(ledger.find(call.client.clientId, reference));
  if (isElsewhere(entry, request.deviceUniqueId)) throw refusal('380108');
  return json(answerOf(call, entry, conversationId));
}

function isElsewhere(entry: BookEntry, deviceUniqueId: string | undefined): boolean {
  return deviceUniqueId !== undefined && entry.deviceUniqueId !== deviceUniqueId;
}

function answerOf(call: Call, entry: BookEntry, conversationId: string): Record<string, unknown> {
  const { ledger } = call.gateway;
  const original = ledger.find(entry.clientId, entry.originalReferenceId ?? '') ?? entry;
  const hostReference = original.card ? { hostReference: original.hostReference } : {};
  const family = familyReferences(call.gateway, entry);
  return { ...sale507(call.gateway, entry, conversationId), ...hostReference, ...family };
}

/** No card is needed: the cash register takes its own sale back. */
export async function voidPayment(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.voidRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseUsedReference(call, request.transactionReferenceId);
  const payment = namedPayment(call, request.paymentId, String(request.paymentDate));
  refuseUnlessVoidable(gateway, device, payment);
  refuseVoidOfPart(gateway, payment);
  const conversationId = request.conversationId ?? randomUUID();
  const attempt = newAttempt(call, device, {
    ...ofPayment(payment),
    kind: 'void',
    transactionReferenceId: request.transactionReferenceId,
    conversationId,
    amountMinor: payment.amountMinor,
    priceMinor: payment.priceMinor,
  });
  return perform(gateway, device, {
    kind: 'void',
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    needsCard: false,
    attempt,
    approve() {
      refuseUnlessVoidable(gateway, device, payment);
      refuseVoidOfPart(gateway, payment);
      const entry = approveFollowUp(gateway, device, attempt, payment);
      dropUnpaidSale(gateway, device);
      return { body: void507(gateway, entry, payment, conversationId), entry };
    },
  });
}

export function refundableSaleInfo(call: Call): Reply {
  const request = parseRequest(requests.refundableRequest, call.body);
  if (request.deviceUniqueId !== undefined) deviceOf(call, request.deviceUniqueId);
  const { ledger } = call.gateway;
  const reference = request.transactionReferenceId;
  const fiscal = ledger.fiscalByReference(call.client.clientId, reference);
  if (fiscal?.state !== 'complete') throw refusal('380109');
  return json(refundable507(call.gateway, fiscal, request.conversationId ?? randomUUID()));
}

export async function refund(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.refundRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseUsedReference(call, request.transactionReferenceId);
  refuseWhileSaleIsOpen(gateway, device);
  const payment = namedPayment(call, request.paymentId, String(request.paymentDate));
  const fiscal = gateway.ledger.fiscalSale(payment.saleNumber);
  if (fiscal?.state !== 'complete') throw refusal('380109');
  const amountMinor = request.saleItems.reduce((sum, item) => sum + item.returnAmount, 0);
  const refuseWhatIsNotThere = () => {
    refuseOverRefund(gateway, payment, amountMinor);
    refuseLines(call, fiscal, request.saleItems);
  };
  refuseWhatIsNotThere();

  const conversationId = request.conversationId ?? randomUUID();
  const returned = request.saleItems.map((item) => ({
    saleItemId: Number(item.relatedSaleItemId),
    amountMinor: item.returnAmount,
  }));
  const attempt = newAttempt(call, device, {
    ...ofPayment(payment),
    kind: 'refund',
    transactionReferenceId: request.transactionReferenceId,
    conversationId,
    amountMinor,
    returned,
  });
  return perform(gateway, device, {
    kind: 'refund',
    amountMinor,
    currency: payment.currency,
    needsCard: false,
    attempt,
    approve() {
      refuseWhatIsNotThere();
      const entry = approveFollowUp(gateway, device, attempt, payment);
      const vat = request.saleItems.reduce(
        (sum, item) => sum + vatWithin(item.returnAmount, item.taxGroupCode),
        0,
      );
      return { body: refund507(gateway, entry, vat, conversationId), entry };
    },
  });
}

/** Each line must be one of the sale, under its own VAT, with pieces and money that are still there. */
function refuseLines(call: Call, fiscal: FiscalSale, items: readonly requests.RefundLine[]): void {
  const returned = call.gateway.ledger.returnedByLine(fiscal);
  items.forEach((item, index) => {
    const line = fiscal.lines.find((candidate) => String(candidate.id) === item.relatedSaleItemId);
    if (!line) throw invalidRequest([`saleItems.${index}.relatedSaleItemId: not a line of this sale`]);
    if (line.taxGroupCode !== item.taxGroupCode) {
      throw invalidRequest([`saleItems.${index}.taxGroupCode: the sale had ${line.taxGroupCode}`]);
    }
    const left = line.totalPriceMinor - (returned.get(line.id) ?? 0);
    const worth = Math.ceil((line.totalPriceMinor * item.itemQuantity) / line.itemQuantity);
    const isTooMuch = item.returnAmount > left || item.returnAmount > worth;
    if (isTooMuch || item.itemQuantity > returnableQuantity(line, left)) throw refusal('380112');
  });
}

export async function endOfDay(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.eodRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseWhileSaleIsOpen(gateway, device);
  return perform(gateway, device, {
    kind: 'eod',
    amountMinor: 0,
    currency: 'TRY',
    needsCard: false,
    attempt: null,
    approve(_card, scenario) {
      const { batchNo, totals } = closeBatch(gateway, device, scenario);
      const head = success507(gateway, request.conversationId ?? randomUUID());
      return { body: { ...head, batchNo, resultMessage: 'tamam', tails: totals }, totals };
    },
  });
}
