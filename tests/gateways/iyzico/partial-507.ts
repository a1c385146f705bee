import { randomUUID } from 'node:crypto';
import type { Reply } from '../shared/replies.ts';
import { toAmount } from './amounts.ts';
import { sale507, success507 } from './answers-507.ts';
import type { FiscalSale } from './book.ts';
import type { Device } from './devices.ts';
import { newFiscalSale, openSaleOf, refuseWhileSaleIsOpen } from './fiscal-sales.ts';
import { type Call, deviceOf, refuseUsedReference } from './gateway.ts';
import { parseRequest } from './parse.ts';
import { approveCharge, newAttempt } from './payments.ts';
import { invalidRequest, refusal } from './refusals.ts';
import * as requests from './requests-507.ts';
import { perform } from './terminal.ts';

/** Opens a sale that several instruments will pay. Nothing is charged yet. */
export async function start(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.saleRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseUsedReference(call, request.transactionReferenceId);
  refuseWhileSaleIsOpen(gateway, device);
  return perform(gateway, device, {
    kind: 'partial-start',
    amountMinor: request.price,
    currency: request.currency,
    needsCard: false,
    attempt: null,
    approve() {
      refuseUsedReference(call, request.transactionReferenceId);
      const fiscal = newFiscalSale(call, device, request, 'open');
      gateway.ledger.recordFiscal(fiscal);
      device.openSaleNumber = fiscal.saleNumber;
      gateway.keepDevice(device);
      const head = success507(gateway, request.conversationId ?? randomUUID());
      const remainingPaymentAmount = toAmount(fiscal.priceMinor);
      return { body: { ...head, saleNumber: fiscal.saleNumber, remainingPaymentAmount } };
    },
  });
}

/** One instrument pays part of the open sale. */
export async function addPayment(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.addPaymentRequest, call.body);
  const { fiscal, device } = openSale(call, request.saleNumber, request.deviceUniqueId);
  const reference = request.transactionReferenceId ?? randomUUID();
  refuseUsedReference(call, reference);
  if (request.currency !== undefined && request.currency !== fiscal.currency) {
    throw invalidRequest([`currency: the sale is in ${fiscal.currency}`]);
  }
  refuseAboveRemaining(call, fiscal, request.price);
  const conversationId = request.conversationId ?? randomUUID();
  const attempt = newAttempt(call, device, {
    kind: 'sale',
    transactionReferenceId: reference,
    conversationId,
    amountMinor: request.price,
    currency: fiscal.currency,
    installment: request.installment,
    paymentType: fiscal.paymentType,
    saleNumber: fiscal.saleNumber,
  });
  return perform(gateway, device, {
    kind: 'partial-add',
    amountMinor: request.price,
    currency: fiscal.currency,
    needsCard: fiscal.paymentType === 'CARD',
    attempt,
    approve(card) {
      const entry = approveCharge(gateway, device, attempt, card);
      const remainingPaymentAmount = toAmount(gateway.ledger.unpaidMinor(fiscal));
      return { body: { ...sale507(gateway, entry, conversationId), remainingPaymentAmount }, entry };
    },
  });
}

/** Ends the sale once it is paid to the last kuruş; only then the fiscal record exists. */
export async function complete(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.completeRequest, call.body);
  const { fiscal, device } = openSale(call, request.saleNumber, request.deviceUniqueId);
  if (request.transactionReferenceId !== fiscal.transactionReferenceId) {
    throw invalidRequest(['transactionReferenceId: not the one the sale was started with']);
  }
  const left = gateway.ledger.unpaidMinor(fiscal);
  if (left > 0) {
    throw refusal('380112', { tr: 'Satışın ödenmemiş kısmı var', en: 'Part of the sale is still unpaid' });
  }
  return perform(gateway, device, {
    kind: 'partial-complete',
    amountMinor: fiscal.priceMinor,
    currency: fiscal.currency,
    needsCard: false,
    attempt: null,
    approve() {
      gateway.ledger.recordFiscal({ ...fiscal, state: 'complete' });
      device.openSaleNumber = null;
      gateway.keepDevice(device);
      const conversationId = request.conversationId ?? randomUUID();
      const body = completedPartialSale(call, fiscal.transactionReferenceId, conversationId);
      return { body: body ?? success507(gateway, conversationId) };
    },
  });
}

/**
 * The answer for the whole of a completed partial sale: the facts of its last payment with the price of the
 * sale. Null when the reference started no such sale, or it is not final yet.
 */
export function completedPartialSale(
  call: Call,
  reference: string,
  conversationId: string,
): Record<string, unknown> | null {
  const { gateway } = call;
  const fiscal = gateway.ledger.fiscalByReference(call.client.clientId, reference);
  if (fiscal?.state !== 'complete' || gateway.ledger.find(call.client.clientId, reference)) return null;
  const last = gateway.ledger.partsOf(fiscal).at(-1);
  if (!last) return null;
  return {
    ...sale507(gateway, last, conversationId),
    transactionReferenceId: reference,
    price: toAmount(fiscal.priceMinor),
    remainingPaymentAmount: 0,
  };
}

function openSale(
  call: Call,
  saleNumber: string,
  deviceUniqueId: string | undefined,
): { fiscal: FiscalSale; device: Device } {
  const fiscal = call.gateway.ledger.fiscalSale(saleNumber);
  if (!fiscal || fiscal.clientId !== call.client.clientId) throw refusal('380109');
  const device = deviceOf(call, deviceUniqueId ?? fiscal.deviceUniqueId);
  const open = openSaleOf(call.gateway, device);
  if (open?.saleNumber !== saleNumber) {
    throw refusal('380109', { tr: 'Satış bu cihazda açık değil', en: 'No such sale is open on this device' });
  }
  return { fiscal: open, device };
}

function refuseAboveRemaining(call: Call, fiscal: FiscalSale, priceMinor: number): void {
  if (priceMinor <= call.gateway.ledger.unpaidMinor(fiscal)) return;
  throw refusal('380112', { tr: 'Tutar kalan tutarı aşıyor', en: 'More than what is left to pay' });
}
