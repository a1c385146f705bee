import { createHash } from 'node:crypto';
import type { transactions } from '#db/schema/transactions.ts';
import { businessDate } from '#server/kernel/time.ts';
import { calendarOf, type Operation, refundedMinor, voidOf } from './operation.ts';

type TransactionRow = typeof transactions.$inferSelect;

/** What an approval told, in the columns of the row. */
export type Evidence = Pick<
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
  | 'cardBrand'
  | 'entryMode'
  | 'saleNumber'
>;

/** An answer that told nothing. */
export const NOTHING_TOLD: Evidence = {
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
  cardBrand: null,
  entryMode: null,
  saleNumber: null,
};

/** The row of an operation, as the portal's own verbs would have left it. `handle`: what its adapter can undo it with. */
export function transactionRow(
  operation: Operation,
  evidence: Evidence,
  handle: string | null = null,
): TransactionRow {
  const { ending, doubt, till, delivery } = operation;
  const lines = operation.kind === 'sale' ? operation.sold.map((each) => each.line) : operation.returned;
  const cause = causeOf(operation);
  const voided = operation.kind === 'sale' ? voidOf(operation) : null;
  return {
    merchantId: till.merchant.id,
    id: operation.id,
    kind: operation.kind,
    state: ending?.state ?? 'unknown',
    flags: operation.flags,
    environment: 'sandbox',
    provider: till.connection.provider,
    deviceId: till.id,
    branchId: till.branchId,
    originalId: operation.original?.id ?? null,
    intentKey: operation.intentKey,
    intentHash: intentHash(operation, lines),
    reference: operation.reference,
    amountMinor: operation.amountMinor,
    currency: till.merchant.currency,
    installmentCount: operation.installmentCount,
    paymentType: 'card',
    surchargeMinor: 0,
    options: operation.options,
    // Nobody calls back to a history.
    callbackHash: null,
    sessionId: delivery?.sessionId ?? null,
    sessionHandle: handle,
    abortState: delivery?.abortedAt ? 'accepted' : null,
    abortRequestedAt: delivery?.abortedAt ?? null,
    fiscal: null,
    splitSaleId: null,
    itemId: null,
    lines,
    reason: operation.reason,
    createdBy: operation.createdBy,
    createdAt: operation.createdAt,
    businessDate: businessDate(ending?.at ?? operation.createdAt, calendarOf(till.merchant)),
    workerKey: operation.workerKey,
    sentAt: operation.sentAt,
    settledAt: ending?.at ?? null,
    unknownSince: doubt?.since ?? null,
    nextQueryAt: doubt?.nextQueryAt ?? null,
    // The answer that ended the doubt came to a question too, unless it was called back.
    queryCount: doubt ? doubt.asked.length + (ending && !delivery ? 1 : 0) : 0,
    firstNotFoundAt: doubt?.firstNotFoundAt ?? null,
    outcomeReason: cause?.reason ?? null,
    outcomeCode: cause?.code ?? null,
    outcomeText: cause?.text ?? null,
    batchId: ending?.state === 'approved' ? ending.batch.id : null,
    ...(ending?.state === 'approved' ? evidence : NOTHING_TOLD),
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

/** The hash by which the portal tells a repeated form from a form key used twice. */
function intentHash(operation: Operation, lines: readonly object[]): string {
  const content = JSON.stringify([
    operation.kind,
    operation.till.id,
    operation.original?.id ?? null,
    operation.amountMinor,
    operation.till.merchant.currency,
    operation.installmentCount,
    lines,
    operation.reason,
  ]);
  return createHash('sha256').update(content).digest('hex');
}
