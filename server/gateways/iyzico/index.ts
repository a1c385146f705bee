import { z } from 'zod';
import type { Clock } from '#server/kernel/time.ts';
import type { HttpTransport } from '../http.ts';
import type {
  CloseBatchReply,
  RecordExchange,
  RefundableReply,
  SessionStore,
  TerminalCapabilities,
  TerminalGateway,
  TerminalOperation,
} from '../terminal-gateway.ts';
import { createClient } from './client.ts';
import { perform } from './perform.ts';
import { queryOperation } from './query.ts';
import {
  closeBatchRequest,
  operationRequest,
  type QueryTarget,
  queryRequest,
  refundableRequest,
  unsendable,
} from './requests.ts';
import { type Called, createService, rejectionOf, turnedAwayWith } from './service.ts';
import { createSignIn, type IyzicoCredentials } from './sign-in.ts';
import { toCloseBatchReply } from './translate-batch.ts';
import { toRefundableReply } from './translate-refundable.ts';
import {
  endOfDayAnswer,
  type FiscalModel,
  type PaymentAnswer,
  paymentAnswer,
  refundableAnswer,
} from './wire.ts';

/** What the connection store unseals. */
export const credentialsSchema: z.ZodType<IyzicoCredentials> = z.object({
  clientId: z.string().min(1).max(200),
  clientSecret: z.string().min(1).max(500),
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(500),
});

/** One merchant's account with iyzico. One account uses exactly one fiscal model. */
export type IyzicoSettings = {
  model: FiscalModel;
  baseUrl: string;
  credentials: IyzicoCredentials;
  /** Printed on fiscal receipts as the version of the selling software. */
  appVersion: string;
  deadlines?: { moneyMs?: number; closeMs?: number; readMs?: number };
  requestTimestampUnit?: 'seconds' | 'milliseconds';
};

/** What devices of a fiscal model can do. */
export function iyzicoCapabilities(model: FiscalModel): TerminalCapabilities {
  const by = model === '507' ? 'lines' : 'amount';
  return {
    currencies: ['TRY', 'USD', 'EUR'],
    maxInstallmentCount: 12,
    saleBy: by,
    refundBy: by,
    // The 507 cash register takes back its own sale by its record; the 509 terminal reads the card again (§5.3, §5.4).
    cardNeededFor: model === '507' ? ['sale'] : ['sale', 'refund', 'void'],
    canQuery: true,
    canCloseBatch: true,
    // §3: shop times and accounting days are local to the terminals.
    accountingTimeZone: 'Europe/Istanbul',
  };
}

/** The iyzico Terminal API behind the terminal port. `flightKey` names the login shared by all gateways of one connection. */
export function createIyzicoGateway(
  settings: IyzicoSettings,
  deps: { http: HttpTransport; clock: Clock; sessions: SessionStore; flightKey: string },
): TerminalGateway {
  const { model } = settings;
  const deadlines = { moneyMs: 150_000, closeMs: 180_000, readMs: 10_000, ...settings.deadlines };
  const client = createClient(settings.baseUrl, deps);
  const signIn = createSignIn(
    {
      credentials: settings.credentials,
      deadlineMs: deadlines.readMs,
      requestTimestampUnit: settings.requestTimestampUnit ?? 'seconds',
    },
    { ...deps, client },
  );
  const service = createService(client, signIn);

  const askAbout = (
    operation: TerminalOperation,
    target: QueryTarget,
    record: RecordExchange,
  ): Promise<Called<PaymentAnswer>> => {
    const request = queryRequest(model, operation.attemptId, target);
    const call = { ...request, purpose: 'query', deadlineMs: deadlines.readMs } as const;
    return service.read(call, paymentAnswer, record);
  };

  const askRefundable = async (
    conversationId: string,
    sale: Parameters<NonNullable<TerminalGateway['getRefundable']>>[0],
    record: RecordExchange,
  ): Promise<RefundableReply> => {
    const request = refundableRequest(conversationId, sale.reference, sale.providerDeviceId);
    const call = { ...request, purpose: 'refundable', deadlineMs: deadlines.readMs } as const;
    const called = await service.read(call, refundableAnswer, record);
    if (called.kind === 'not_signed_in') return { kind: 'no_answer', cause: called.reason };
    return toRefundableReply(called.heard, sale.currency);
  };

  const query = (operation: TerminalOperation, record: RecordExchange) =>
    queryOperation(model, operation, {
      async ask(target) {
        const called = await askAbout(operation, target, record);
        return called.kind === 'called' ? called.heard : { kind: 'not_asked', cause: called.reason };
      },
      askRefundable() {
        const { attemptId, providerDeviceId, amount } = operation;
        const reference = operation.kind === 'sale' ? operation.reference : operation.original.reference;
        return askRefundable(attemptId, { reference, providerDeviceId, currency: amount.currency }, record);
      },
    });

  return {
    capabilities: iyzicoCapabilities(model),
    async perform(operation, record) {
      const fault = unsendable({ model, appVersion: settings.appVersion }, operation);
      // Our own mistake, caught before anything was sent.
      if (fault)
        return { kind: 'refused', reason: 'invalid_request', code: fault, text: null, confirm: false };
      const request = operationRequest({ model, appVersion: settings.appVersion }, operation);
      const call = { ...request, purpose: 'operation', deadlineMs: deadlines.moneyMs } as const;
      const ask = (about: TerminalOperation, to: RecordExchange) => {
        const { reference, providerDeviceId } = about;
        return askAbout(about, { by: 'reference', reference, providerDeviceId }, to);
      };
      return perform(operation, call, { service, signIn, ask, query }, record);
    },
    query,
    getRefundable: model === '507' ? (sale, record) => askRefundable(sale.reference, sale, record) : null,
    async closeBatch(request, record): Promise<CloseBatchReply> {
      const call = {
        ...closeBatchRequest(model, request.attemptId, request.providerDeviceId),
        purpose: 'close_batch',
        deadlineMs: deadlines.closeMs,
      } as const;
      const called = await service.callOnce(call, endOfDayAnswer, record);
      if (called.kind === 'not_signed_in') {
        return { kind: 'not_sent', reason: called.reason, detail: called.detail };
      }
      const renew = rejectionOf(called);
      if (renew) await signIn.renew(called.session, renew, record);
      const code = turnedAwayWith(called);
      // Nobody can be asked about an end of day, so it is not repeated here; turned away at the door, the batch is open.
      return code === null
        ? toCloseBatchReply(called.heard, request)
        : { kind: 'refused', reason: 'sign_in_failed', code, text: null };
    },
    async testConnection(record) {
      const result = await signIn.logIn(record);
      if (result.kind === 'signed_in') return { kind: 'ok', expiresAt: result.session.expiresAt };
      return result.kind === 'refused' ? { kind: 'refused' } : { kind: 'no_answer' };
    },
  };
}
