import { json, type Reply } from '../shared/replies.ts';
import { toAmount } from './amounts.ts';
import type { BookEntry } from './book.ts';
import { acquirerOf, bankTerminalId } from './cards.ts';
import type { Device } from './devices.ts';
import { closeBatch } from './end-of-day.ts';
import { type Call, deviceOf, type Gateway, refuseUsedReference } from './gateway.ts';
import { parseRequest } from './parse.ts';
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
import { type RefusalFacts, refusal } from './refusals.ts';
import * as requests from './requests-509.ts';
import { perform } from './terminal.ts';

type Head = { conversationId: string; locale: string };

/** Exactly the six fields of a 509 failure. */
export function failure509(
  gateway: Gateway,
  facts: RefusalFacts,
  request: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const isEnglish = request.locale === 'en';
  return {
    status: 'FAILURE',
    errorCode: facts.code,
    errorMessage: isEnglish ? facts.en : facts.tr,
    errorGroup: facts.group,
    systemTime: gateway.now(),
    consumerErrorMessage: isEnglish ? 'The payment could not be completed' : 'İşlem tamamlanamadı',
  };
}

/** The answer of payment, query, void and refund alike. */
function answer509(gateway: Gateway, entry: BookEntry, head: Head): Record<string, unknown> {
  const { ledger } = gateway;
  const card = entry.card;
  const original =
    entry.kind === 'capture'
      ? entry
      : (ledger.find(entry.clientId, entry.originalReferenceId ?? '') ?? entry);
  return {
    conversationId: head.conversationId,
    locale: head.locale,
    deviceUniqueId: entry.deviceUniqueId,
    transactionReferenceId: entry.transactionReferenceId,
    status: 'SUCCESS',
    errorCode: '',
    errorMessage: '',
    errorGroup: '',
    systemTime: gateway.now(),
    transactionDateTime: entry.at,
    authCode: entry.authCode,
    paymentId: entry.paymentId,
    paymentDate: entry.paymentDate,
    price: toAmount(entry.priceMinor),
    installment: entry.installment,
    currency: entry.currency,
    binNumber: card?.binNumber ?? null,
    lastFourDigits: card?.lastFourDigits ?? null,
    hostReference: original.hostReference,
    cardType: card ? `${card.funding}_CARD` : null,
    acquirerId: card?.acquirerId ?? null,
    issuerId: card?.issuerId ?? null,
    bankMerchantId: card ? acquirerOf(card.acquirerId).bankMerchantId : null,
    bankTerminalId: card ? bankTerminalId(entry.deviceUniqueId, card.acquirerId, entry.currency) : null,
    batchNo: entry.batchNo,
    stanNo: entry.stanNo,
    posEntryModeCode: card?.posEntryModeCode ?? null,
    ...familyReferences(gateway, entry),
  };
}

export async function payment(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.paymentRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseUsedReference(call, request.transactionReferenceId);
  if (request.paymentId !== undefined) return capture(call, device, request.paymentId, request);
  const { conversationId, transactionReferenceId, installment } = request;
  const kind = request.salesType === 'PRE_AUTH' ? 'preauth' : 'sale';
  const shared = { amountMinor: request.price, currency: request.currency };
  const attempt = newAttempt(call, device, {
    kind,
    transactionReferenceId,
    conversationId,
    installment,
    ...shared,
  });
  return perform(gateway, device, {
    kind,
    ...shared,
    needsCard: true,
    attempt,
    approve(card) {
      const entry = approveCharge(gateway, device, attempt, card);
      return { body: answer509(gateway, entry, request), entry };
    },
  });
}

/** Takes what a pre-authorization holds, once, at most the held amount; the payment keeps its id. */
async function capture(
  call: Call,
  device: Device,
  paymentId: string,
  request: Head & { transactionReferenceId: string; price: number; currency: BookEntry['currency'] },
): Promise<Reply> {
  const { gateway } = call;
  const held = gateway.ledger.payment(call.client.clientId, paymentId);
  if (!held) throw refusal('380107');
  const refuseUnlessHeld = () => {
    const isHeld = gateway.ledger.payment(call.client.clientId, paymentId)?.kind === 'preauth';
    const isTooMuch = request.price > held.priceMinor || request.currency !== held.currency;
    if (!isHeld || isTooMuch || gateway.ledger.voidOf(held)) {
      throw refusal('380112', { tr: 'Provizyon kapatılamaz', en: 'There is no such hold to capture' });
    }
  };
  refuseUnlessHeld();
  const attempt = newAttempt(call, device, {
    ...ofPayment(held),
    kind: 'capture',
    transactionReferenceId: request.transactionReferenceId,
    conversationId: request.conversationId,
    amountMinor: request.price,
  });
  return perform(gateway, device, {
    kind: 'capture',
    amountMinor: request.price,
    currency: request.currency,
    needsCard: false,
    attempt,
    approve() {
      refuseUnlessHeld();
      const entry = approveFollowUp(gateway, device, attempt, held);
      return { body: answer509(gateway, entry, request), entry };
    },
  });
}

/** Exactly one of the three published combinations, else 380111. */
export function query(call: Call): Reply {
  const { ledger } = call.gateway;
  const { clientId } = call.client;
  const request = parseRequest(requests.queryRequest, call.body);
  const { paymentId, deviceUniqueId, transactionReferenceId: reference } = request;

  if (paymentId !== undefined && deviceUniqueId === undefined) {
    const payment = ledger.payment(clientId, paymentId);
    const named = reference === undefined ? payment : ledger.find(clientId, reference);
    if (!payment || named?.paymentId !== paymentId) throw refusal('380107');
    return json(answer509(call.gateway, payment, request));
  }
  if (paymentId === undefined && deviceUniqueId !== undefined && reference !== undefined) {
    deviceOf(call, deviceUniqueId);
    const entry = settled(ledger.find(clientId, reference));
    if (entry.deviceUniqueId !== deviceUniqueId) throw refusal('380108');
    return json(answer509(call.gateway, entry, request));
  }
  throw refusal('380111');
}

/** The card is presented again. */
export async function voidPayment(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.voidRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseUsedReference(call, request.transactionReferenceId);
  const original = namedPayment(call, request.paymentId, request.paymentDate);
  refuseUnlessVoidable(gateway, device, original);
  const { amountMinor, priceMinor, currency } = original;
  return giveBack(call, device, original, {
    kind: 'void',
    request,
    amounts: { amountMinor, priceMinor, currency },
    refuseUnlessPossible: () => refuseUnlessVoidable(gateway, device, original),
  });
}

/** Whole or in part, on any device of the merchant; the card is presented again. */
export async function refund(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.refundRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  refuseUsedReference(call, request.transactionReferenceId);
  const original = namedPayment(call, request.paymentId, request.paymentDate);
  refuseOverRefund(gateway, original, request.price);
  return giveBack(call, device, original, {
    kind: 'refund',
    request,
    amounts: { amountMinor: request.price, priceMinor: request.price, currency: original.currency },
    refuseUnlessPossible: () => refuseOverRefund(gateway, original, request.price),
  });
}

async function giveBack(
  call: Call,
  device: Device,
  original: BookEntry,
  what: {
    kind: 'void' | 'refund';
    request: Head & { transactionReferenceId: string };
    amounts: Pick<BookEntry, 'amountMinor' | 'priceMinor' | 'currency'>;
    refuseUnlessPossible: () => void;
  },
): Promise<Reply> {
  const { gateway } = call;
  const { transactionReferenceId, conversationId } = what.request;
  const attempt = newAttempt(call, device, {
    ...ofPayment(original),
    ...what.amounts,
    kind: what.kind,
    transactionReferenceId,
    conversationId,
  });
  return perform(gateway, device, {
    kind: what.kind,
    amountMinor: what.amounts.amountMinor,
    currency: what.amounts.currency,
    needsCard: true,
    attempt,
    approve() {
      what.refuseUnlessPossible();
      const entry = approveFollowUp(gateway, device, attempt, original);
      return { body: answer509(gateway, entry, what.request), entry };
    },
  });
}

export async function endOfDay(call: Call): Promise<Reply> {
  const { gateway } = call;
  const request = parseRequest(requests.eodRequest, call.body);
  const device = deviceOf(call, request.deviceUniqueId);
  return perform(gateway, device, {
    kind: 'eod',
    amountMinor: 0,
    currency: 'TRY',
    needsCard: false,
    attempt: null,
    approve(_card, scenario) {
      const { batchNo, totals } = closeBatch(gateway, device, scenario);
      const head = { status: 'SUCCESS', errorCode: '', errorMessage: '', errorGroup: '' };
      const { locale, conversationId } = request;
      const echo = { locale, systemTime: gateway.now(), conversationId };
      return { body: { ...head, ...echo, batchNo, resultMessage: 'tamam', totals }, totals };
    },
  });
}
