import { z } from 'zod';
import type { Clock } from '#server/kernel/time.ts';
import type { TerminalCapabilities } from '../capabilities.ts';
import type { HttpTransport } from '../http.ts';
import type { SessionStore } from '../session-store.ts';
import type { CloseBatchReply, TerminalGateway } from '../terminal-gateway.ts';
import { createAsking } from './ask.ts';
import { createClient } from './client.ts';
import type { IyzicoCredentials } from './login.ts';
import { perform } from './perform.ts';
import { CURRENCIES, closeBatchRequest, operationRequest, unsendable } from './requests.ts';
import { createService, rejectionOf, turnedAwayWith } from './service.ts';
import { createSignIn } from './sign-in.ts';
import { createSplitSales } from './split-sales.ts';
import { toCloseBatchReply } from './translate-batch.ts';
import { endOfDayAnswer, type FiscalModel } from './wire.ts';

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
  /** Seconds unless said otherwise. */
  requestTimestampUnit?: 'seconds' | 'milliseconds';
};

/** What devices of a fiscal model can do. */
export function iyzicoCapabilities(model: FiscalModel): TerminalCapabilities {
  const isRegister = model === '507';
  const by = isRegister ? 'lines' : 'amount';
  return {
    page: null,
    currencies: CURRENCIES,
    maxAmountMinor: null,
    maxInstallmentCount: 12,
    saleBy: by,
    refundBy: by,
    // §4.1: the cash register takes cash and makes the papers; of the terminal only the card is known (§5.1).
    paymentTypes: isRegister ? ['card', 'cash'] : ['card'],
    documents: isRegister ? ['e_invoice', 'expense_slip'] : [],
    takesBuyer: isRegister,
    takesNotice: isRegister,
    saleOptions: [],
    takesDiscount: isRegister,
    takesSurcharge: isRegister,
    splitsPayment: isRegister,
    keepsFiscalDay: isRegister,
    // The 507 cash register takes back its own sale by its record; the 509 terminal reads the card again (§5.3, §5.4).
    cardNeededFor: isRegister ? ['sale'] : ['sale', 'preauthorization', 'refund', 'void'],
    // §3: midnight in the zone of the terminals ends the accounting day; shop times are local to them too.
    accountingCalendar: { timeZone: 'Europe/Istanbul', cutOff: '00:00' },
    voidEndsBeforeDayMs: 0,
    neverVoidedBrands: [],
    resultBy: 'answer',
    // §8: nothing is published that stops a running operation from afar.
    aborts: false,
    canQuery: true,
    // §5.1: only the 509 service knows PRE_AUTH and POST_AUTH.
    preauthorizes: model === '509',
    batchClosedBy: 'device',
    totalsBy: 'acquirer',
    readsBankTotals: false,
    sendsSlip: false,
    referenceForm: 'usual',
  };
}

/** The iyzico Terminal API behind the terminal port. */
export function createIyzicoGateway(
  settings: IyzicoSettings,
  deps: { http: Pick<HttpTransport, 'post'>; clock: Clock; sessions: SessionStore },
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
  const asking = createAsking(model, service, deadlines.readMs);
  const app = { model, appVersion: settings.appVersion };

  return {
    capabilities: iyzicoCapabilities(model),
    async perform(operation, record) {
      const fault = unsendable(app, operation);
      // Our own mistake, caught before anything was sent.
      if (fault)
        return { kind: 'refused', reason: 'invalid_request', code: fault, text: null, confirm: false };
      const request = operationRequest(app, operation);
      const call = { ...request, purpose: 'operation', deadlineMs: deadlines.moneyMs } as const;
      return perform(operation, call, { service, signIn, asking }, record);
    },
    query: asking.query,
    getRefundable: model === '507' ? (sale, record) => asking.refundable(sale.reference, sale, record) : null,
    splitSales:
      model === '507'
        ? createSplitSales(app, { service, signIn, asking, deadlineMs: deadlines.moneyMs })
        : null,
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
    readBankTotals: null,
    abort: null,
    readCallback: null,
    async testConnection(record) {
      const result = await signIn.logIn(record);
      switch (result.kind) {
        case 'signed_in':
          return { kind: 'ok', expiresAt: result.session.expiresAt };
        case 'refused':
          return { kind: 'refused', reason: result.reason };
        case 'unreachable':
          return { kind: 'no_answer', cause: 'unreachable' };
        case 'no_answer':
          return { kind: 'no_answer', cause: 'silent' };
      }
    },
  };
}
