import { json, type Reply } from '../shared/replies.ts';
import { authenticate, type ProviderRequest } from './authenticate.ts';
import { type Fields, isFields, textOf } from './fields.ts';
import type { Gateway } from './gateway.ts';
import { initialize } from './initialize.ts';
import { type Refusal, refusal, sentenceOf } from './refusals.ts';
import { dayReport, paymentDetails, scrollReport, settlement } from './reports.ts';
import { paymentDetail, retrieve } from './retrieve.ts';
import { cancel, refundItem, refundPayment } from './returns.ts';
import type { CallName, GatewayAccount } from './settings.ts';
import type { LoggedRequest } from './traffic-log.ts';

/** One request of an account that proved to be it. */
export type Call = {
  gateway: Gateway;
  name: CallName;
  account: GatewayAccount;
  /** Of the body; of a GET none. */
  fields: Fields;
  query: URLSearchParams;
  locale: 'tr' | 'en';
};

/** What a call comes to. */
export type Answer = { fields: Readonly<Record<string, unknown>> } | Refusal;

type Service = { name: CallName; answer: (call: Call) => Answer };

const services: Readonly<Record<string, Service>> = {
  'POST /payment/pay-with-iyzico/initialize': { name: 'initialize', answer: initialize },
  'POST /payment/iyzipos/checkoutform/auth/ecom/detail': { name: 'retrieve', answer: retrieve },
  'POST /payment/cancel': { name: 'cancel', answer: cancel },
  'POST /payment/refund': { name: 'refund', answer: refundItem },
  'POST /v2/payment/refund': { name: 'refundPayment', answer: refundPayment },
  'POST /payment/detail': { name: 'detail', answer: paymentDetail },
  'GET /v2/reporting/payment/details': { name: 'details', answer: paymentDetails },
  'GET /v2/reporting/payment/transactions': { name: 'day', answer: dayReport },
  'GET /v2/reporting/payment/scroll-transactions': { name: 'scroll', answer: scrollReport },
  'POST /reporting/settlement/payoutcompleted': { name: 'settlement', answer: settlement },
  'POST /reporting/settlement/bounced': { name: 'settlement', answer: settlement },
};

/** Whether the path belongs to the provider's wire. */
export function isProviderPath(path: string): boolean {
  return /^\/(?:payment|v2|reporting)\//.test(path);
}

/**
 * Answers as the provider; writes into the log line what was asked, what was answered and what was wrong with it. Rejects
 * with an AbortError when the gateway closes meanwhile.
 */
export async function answerAsProvider(
  gateway: Gateway,
  request: ProviderRequest,
  logged: LoggedRequest,
): Promise<Reply> {
  const service = Object.hasOwn(services, `${request.method} ${request.path}`)
    ? services[`${request.method} ${request.path}`]
    : undefined;
  if (!service)
    return replyOf(gateway, refusal('11', 'no such service'), logged, { fields: {}, locale: 'tr' }, 404);
  logged.call = service.name;
  const spoiled = gateway.faults.take({ call: service.name, when: 'before' });
  if (spoiled) return spoiled;
  const asked = readCall(request);
  const answer = answerTo(gateway, service, request, asked, logged);
  const reply = replyOf(gateway, answer, logged, asked);
  const delayMs = gateway.settings.answersAfterMs[service.name] ?? 0;
  if (delayMs > 0) await gateway.wait(delayMs);
  return gateway.faults.take({ call: service.name, when: 'after' }) ?? reply;
}

type Asked = { fields: Fields | null; query: URLSearchParams; locale: 'tr' | 'en' };

function readCall({ method, query, body }: ProviderRequest): Asked {
  const search = new URLSearchParams(query);
  const fields = method === 'GET' ? Object.fromEntries(search) : readBody(body);
  const locale = fields && textOf(fields, 'locale')?.toLowerCase() === 'en' ? 'en' : 'tr';
  return { fields, query: search, locale };
}

function readBody(body: Buffer): Fields | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function answerTo(
  gateway: Gateway,
  { name, answer }: Service,
  request: ProviderRequest,
  { fields, query, locale }: Asked,
  logged: LoggedRequest,
): Answer {
  logged.body = fields;
  logged.conversationId = fields && textOf(fields, 'conversationId');
  const account = authenticate(gateway, request);
  if ('code' in account) return account;
  logged.apiKey = account.apiKey;
  if (isTooOften(gateway, name)) return refusal('50000', 'over the limit');
  if (!fields) return refusal('11', 'the body is no JSON object');
  if ((logged.conversationId ?? '').length > 255) return refusal('18', 'conversationId');
  return answer({ gateway, name, account, fields, query, locale });
}

function isTooOften({ settings, recent, now }: Gateway, name: CallName): boolean {
  const at = now();
  const times = (recent.get(name) ?? []).filter((time) => time > at - 60_000);
  recent.set(name, [...times, at]);
  return settings.perMinute !== null && times.length >= settings.perMinute;
}

function replyOf(
  gateway: Gateway,
  answer: Answer,
  logged: LoggedRequest,
  { fields, locale }: Pick<Asked, 'fields' | 'locale'>,
  failureStatus: number = gateway.settings.failureStatus,
): Reply {
  const head = {
    locale,
    systemTime: gateway.now(),
    conversationId: fields && textOf(fields, 'conversationId'),
  };
  if (!('code' in answer)) {
    logged.code = 'success';
    // What the answer itself says of its conversation comes last, also when it is nothing.
    logged.response = { status: 'success', ...head, ...answer.fields };
    return json(logged.response);
  }
  logged.code = answer.code;
  logged.problem = answer.problem;
  logged.response = {
    status: 'failure',
    // §11: in the example of the limit the code is a number.
    errorCode: answer.code === '50000' ? 50_000 : answer.code,
    errorMessage: sentenceOf(answer, locale),
    ...(answer.group && { errorGroup: answer.group }),
    ...(answer.retryable !== undefined && { retryable: answer.retryable }),
    ...head,
  };
  return json(logged.response, failureStatus);
}
