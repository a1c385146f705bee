import { createHash } from 'node:crypto';
import type { transactions } from '#db/schema/transactions.ts';
import { businessDate } from '#server/kernel/time.ts';
import { acquirers } from './cards.ts';
import { kahveDuragi } from './demo-world.ts';
import { calendar } from './opening-hours.ts';
import { type Operation, refundedMinor, voidOf } from './operation.ts';

export type TransactionRow = typeof transactions.$inferSelect;

/** The row of an operation, as the portal's own verbs would have left it. */
export function transactionRow(operation: Operation): TransactionRow {
  const { ending, doubt, till } = operation;
  const lines = operation.kind === 'sale' ? operation.sold.map((each) => each.line) : operation.returned;
  const cause = causeOf(operation);
  const voided = operation.kind === 'sale' ? voidOf(operation) : null;
  return {
    merchantId: kahveDuragi.id,
    id: operation.id,
    kind: operation.kind,
    state: ending?.state ?? 'unknown',
    flags: [],
    environment: 'sandbox',
    provider: 'iyzico',
    deviceId: till.id,
    branchId: till.branchId,
    originalId: operation.original?.id ?? null,
    intentKey: operation.intentKey,
    intentHash: intentHash(operation, lines),
    reference: operation.reference,
    amountMinor: operation.amountMinor,
    currency: kahveDuragi.currency,
    installmentCount: operation.installmentCount,
    paymentType: 'card',
    surchargeMinor: 0,
    options: null,
    callbackHash: null,
    sessionId: null,
    sessionHandle: null,
    abortState: null,
    abortRequestedAt: null,
    cardBrand: null,
    fiscal: null,
    splitSaleId: null,
    lines,
    reason: operation.reason,
    createdBy: operation.createdBy,
    createdAt: operation.createdAt,
    businessDate: businessDate(ending?.at ?? operation.createdAt, calendar),
    workerKey: operation.workerKey,
    sentAt: operation.sentAt,
    settledAt: ending?.at ?? null,
    unknownSince: doubt?.since ?? null,
    nextQueryAt: doubt?.nextQueryAt ?? null,
    // The answer that ended the doubt came to a question too.
    queryCount: doubt ? doubt.asked.length + (ending ? 1 : 0) : 0,
    firstNotFoundAt: doubt?.firstNotFoundAt ?? null,
    outcomeReason: cause?.reason ?? null,
    outcomeCode: cause?.code ?? null,
    outcomeText: cause?.text ?? null,
    batchId: ending?.state === 'approved' ? ending.batch.id : null,
    ...evidenceColumns(operation),
    refundedMinor: refundedMinor(operation),
    refundReservedMinor: 0,
    voidId: voided?.id ?? null,
    voidedAt: voided?.ending?.at ?? null,
    captureId: null,
    capturedAt: null,
  };
}

/** Why it ended or hangs as it does. */
function causeOf({ ending, doubt }: Operation) {
  if (!ending) return doubt;
  return ending.state === 'approved' ? null : ending;
}

type Evidence = Pick<
  TransactionRow,
  | 'providerPaymentId'
  | 'providerDate'
  | 'providerBatchNumber'
  | 'authCode'
  | 'rrn'
  | 'stan'
  | 'acquirerId'
  | 'acquirerName'
  | 'issuerId'
  | 'tid'
  | 'mid'
  | 'bin'
  | 'last4'
  | 'cardType'
  | 'entryMode'
  | 'saleNumber'
>;

const nothing: Evidence = {
  providerPaymentId: null,
  providerDate: null,
  providerBatchNumber: null,
  authCode: null,
  rrn: null,
  stan: null,
  acquirerId: null,
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: null,
  last4: null,
  cardType: null,
  entryMode: null,
  saleNumber: null,
};

/** What the answer told; the answers to a void and refund on a cash register tell less (§4.3, §4.5). */
function evidenceColumns(operation: Operation): Evidence {
  const { payment, till } = operation;
  if (operation.ending?.state !== 'approved' || !payment) return nothing;
  const { card } = payment;
  const isFiscal = till.connection.model === '507';
  const isFiscalReturn = isFiscal && operation.kind !== 'sale';
  return {
    providerPaymentId: payment.paymentId,
    providerDate: isFiscal && operation.kind === 'refund' ? null : payment.day,
    providerBatchNumber: isFiscal && operation.kind === 'void' ? null : payment.batchNumber,
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
    saleNumber: isFiscal && operation.kind === 'sale' ? payment.saleNumber : null,
  };
}

/** The acquirer's name where the answer carries it: only that of a refund on a cash register. */
export function acquirerNameOf(operation: Operation): string | null {
  const isTold = operation.kind === 'refund' && operation.till.connection.model === '507';
  return isTold ? (acquirers[operation.payment?.card.acquirerId ?? '']?.name ?? null) : null;
}

/** The hash by which the portal tells a repeated form from a form key used twice. */
function intentHash(operation: Operation, lines: readonly object[]): string {
  const content = JSON.stringify([
    operation.kind,
    operation.till.id,
    operation.original?.id ?? null,
    operation.amountMinor,
    kahveDuragi.currency,
    operation.installmentCount,
    lines,
    operation.reason,
  ]);
  return createHash('sha256').update(content).digest('hex');
}
