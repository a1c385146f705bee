import { acquirers } from './cards.ts';
import { isFiscal, type Operation } from './operation.ts';
import { type Evidence, NOTHING_TOLD } from './transaction-rows.ts';

/** What the answer told; the answers to a void and refund on a cash register tell less (§4.3, §4.5). */
export function iyzicoEvidence(operation: Operation<'iyzico'>): Evidence {
  const { payment, till } = operation;
  if (!payment) return NOTHING_TOLD;
  const { card } = payment;
  const hasLines = isFiscal(till);
  const isFiscalReturn = hasLines && operation.kind !== 'sale';
  return {
    ...NOTHING_TOLD,
    providerPaymentId: payment.paymentId,
    providerDate: hasLines && operation.kind === 'refund' ? null : payment.day,
    providerBatchNumber: hasLines && operation.kind === 'void' ? null : payment.batchNumber,
    authCode: payment.authCode,
    rrn: payment.hostReference,
    stan: isFiscalReturn ? null : payment.stan,
    acquirerId: card.acquirerId,
    acquirerName: acquirerNameOf(operation),
    issuerId: card.issuerId,
    tid: till.tids[card.acquirerId] ?? null,
    mid: acquirers[card.acquirerId]?.mid ?? null,
    bin: card.bin,
    last4: card.last4,
    cardType: card.type,
    entryMode: isFiscalReturn ? null : payment.entryCode === '05' ? 'chip' : 'contactless',
    saleNumber: hasLines && operation.kind === 'sale' ? payment.saleNumber : null,
  };
}

/** The acquirer's name where the answer carries it: only that of a refund on a cash register. */
export function acquirerNameOf(operation: Operation<'iyzico'>): string | null {
  const isTold = operation.kind === 'refund' && isFiscal(operation.till);
  return isTold ? (acquirers[operation.payment?.card.acquirerId ?? '']?.name ?? null) : null;
}
