import type { exchanges } from '#db/schema/exchanges.ts';
import { createIdSource, type IdSource } from '#server/kernel/ids.ts';
import { createDice } from './dice.ts';
import {
  approvedBody,
  decimal,
  type KeptBody,
  operationBody,
  pathOf,
  refusedBody,
  requestHead,
  successHead,
} from './exchange-bodies.ts';
import type { Batch, CloseOf, Operation } from './operation.ts';
import { terminalTotals } from './told-close-rows.ts';

type ExchangeRow = typeof exchanges.$inferSelect;
/** What one call came to. */
type Came = { at: Date; until: Date } & (
  | { httpStatus: number; response: KeptBody | string; failure: null }
  | { httpStatus: null; response: null; failure: string }
);

/** The calls made for an operation: putting it to the device, and each question about it. */
export function operationExchanges(operation: Operation<'iyzico'>): ExchangeRow[] {
  const { till } = operation;
  const { model } = till.connection;
  const ids = exchangeIds(operation.id);
  const service = operation.kind === 'sale' ? 'payment' : `payment/${operation.kind}`;
  const question = {
    ...requestHead(model, operation.id),
    deviceUniqueId: till.providerDeviceId,
    transactionReferenceId: operation.reference,
  };
  const row = (purpose: 'operation' | 'query', came: Came): ExchangeRow => ({
    merchantId: till.merchant.id,
    id: ids(came.at),
    operationId: operation.id,
    purpose,
    at: came.at,
    durationMs: came.until.getTime() - came.at.getTime(),
    path: pathOf(model, purpose === 'operation' ? service : 'payment/query-transaction-status'),
    request: purpose === 'operation' ? operationBody(operation) : question,
    httpStatus: came.httpStatus,
    response: came.response,
    failure: came.failure,
  });
  return [
    row('operation', firstAnswer(operation)),
    ...laterAnswers(operation).map((came) => row('query', came)),
  ];
}

function firstAnswer(operation: Operation<'iyzico'>): Came {
  const { sentAt: at, doubt, ending, payment } = operation;
  const until = doubt?.since ?? ending?.at ?? at;
  if (ending?.state === 'failed' && ending.reason === 'unreachable') {
    return { at, until, httpStatus: null, response: null, failure: 'not sent: connect ECONNREFUSED' };
  }
  if (doubt?.reason === 'connection_lost') {
    return { at, until, httpStatus: null, response: null, failure: 'lost while waiting' };
  }
  if (doubt?.code) {
    const group = doubt.reason === 'provider_timeout' ? 'TIMEOUT_ERROR' : 'DEVICE_ERROR';
    return refused(operation, { code: doubt.code, group, text: doubt.text ?? '' }, at, until);
  }
  if (ending?.state === 'declined') {
    return refused(
      operation,
      { code: ending.code ?? '', group: 'BANK_ERROR', text: ending.text ?? '' },
      at,
      until,
    );
  }
  if (!payment) throw new Error(`${operation.id} was approved without a payment`);
  return { at, until, httpStatus: 200, response: approvedBody(operation, payment, until), failure: null };
}

/** How long the provider takes to answer a question. */
const ANSWER_MS = 85;

function laterAnswers(operation: Operation<'iyzico'>): Came[] {
  const { doubt, ending, payment } = operation;
  if (!doubt) return [];
  const notFound = { code: '380108', group: 'BUSINESS_ERROR', text: 'Ödeme bulunamadı' };
  const came = doubt.asked.map(({ at: until, answer }): Came => {
    const at = new Date(until.getTime() - ANSWER_MS);
    if (answer === 'not_found') return refused(operation, notFound, at, until);
    return { at, until, httpStatus: 502, response: '502 Bad Gateway', failure: null };
  });
  if (!ending) return came;
  const at = new Date(ending.at.getTime() - ANSWER_MS);
  if (ending.state !== 'approved' || !payment) return [...came, refused(operation, notFound, at, ending.at)];
  const response = approvedBody(operation, payment, ending.at);
  return [...came, { at, until: ending.at, httpStatus: 200, response, failure: null }];
}

function refused(
  operation: Operation<'iyzico'>,
  refusal: Parameters<typeof refusedBody>[1],
  at: Date,
  until: Date,
): Came {
  return { at, until, httpStatus: 400, response: refusedBody(operation, refusal, until), failure: null };
}

/** The call that closed a batch. */
export function closeExchange(batch: Batch<'iyzico'>, close: CloseOf['iyzico']): ExchangeRow {
  const { till } = batch;
  const { model } = till.connection;
  const totals = terminalTotals(batch, close).map((line) => ({
    acquirerId: line.acquirerId,
    acquirerName: line.acquirerName,
    terminalId: line.tid,
    bankMerchantId: line.mid,
    totalTransactionAmount: decimal(line.amountMinor ?? 0),
    totalTransactionCount: String(line.count),
    batchNo: batch.number,
    responseCode: line.code,
    internalErrorCode: null,
  }));
  return {
    merchantId: till.merchant.id,
    id: exchangeIds(close.runId)(close.sentAt),
    operationId: close.runId,
    purpose: 'close_batch',
    at: close.sentAt,
    durationMs: close.endedAt.getTime() - close.sentAt.getTime(),
    path: pathOf(model, 'eod'),
    request: { ...requestHead(model, close.runId), deviceUniqueId: till.providerDeviceId },
    httpStatus: 200,
    response: {
      ...successHead(model, close.runId, close.endedAt),
      batchNo: batch.number,
      resultMessage: 'tamam',
      [model === '507' ? 'tails' : 'totals']: totals,
    },
    failure: null,
  };
}

/** Ids of the calls made for one operation or run. */
export function exchangeIds(
  operationId: string,
): (at: Date) => ReturnType<IdSource['next']> & ExchangeRow['id'] {
  const time = { at: new Date(0) };
  const source = createIdSource(() => time.at, createDice(`exchanges ${operationId}`).bytes);
  return (at) => {
    time.at = at;
    return source.next('exchange');
  };
}
