import type { Clock, Wait } from '#server/kernel/time.ts';
import { clockOffset } from '../clock-offset.ts';
import { type ExactJson, parseExactJson } from '../exact-json.ts';
import type { HttpReply, HttpTransport } from '../http.ts';
import { describeFailure, keepExchange } from '../keep-exchange.ts';
import type { Exchange, RecordExchange, UnknownCause } from '../terminal-gateway.ts';
import { readInstant } from './provider-time.ts';
import { createRateLimit } from './rate-limit.ts';
import { redact, redactText, type Secrets } from './redact.ts';
import { judgeFailure, type Verdict } from './refusals.ts';
import { authorization, type Keys } from './sign.ts';
import { anyAnswer } from './wire.ts';

/** F9: no answer comes near it. */
const MAX_ANSWER_BYTES = 1024 * 1024;
/** A call that would have to wait longer for its turn is not made. */
const MAY_WAIT_MS = 10_000;
/** §11: after «too many» the provider wants a minute. */
const REST_MS = 60_000;

/** Every service that is called: where, and how often in a minute. §13 has two pages; these are the lower figures. */
const ENDPOINTS = {
  openPage: { method: 'POST', path: '/payment/pay-with-iyzico/initialize', perMinute: 100 },
  retrieve: { method: 'POST', path: '/payment/iyzipos/checkoutform/auth/ecom/detail', perMinute: 100 },
  cancel: { method: 'POST', path: '/payment/cancel', perMinute: 50 },
  refundItem: { method: 'POST', path: '/payment/refund', perMinute: 50 },
  refund: { method: 'POST', path: '/v2/payment/refund', perMinute: 50 },
  // Of these no figure is published.
  payment: { method: 'POST', path: '/payment/detail', perMinute: 50 },
  details: { method: 'GET', path: '/v2/reporting/payment/details', perMinute: 50 },
  day: { method: 'GET', path: '/v2/reporting/payment/transactions', perMinute: 50 },
} as const;

/** A service of the provider. */
export type Endpoint = keyof typeof ENDPOINTS;

/** What came back for one call, before anybody judges its content. */
export type Answer =
  | {
      kind: 'answered';
      httpStatus: number;
      /** Undefined when the body is not exactly one JSON value. */
      json: ExactJson | undefined;
      retryAfterMs: number | null;
    }
  /** Proven: no byte of the request left. `retryAfterMs`: because there were too many of its kind. */
  | { kind: 'not_sent'; detail: string; retryAfterMs: number | null }
  | {
      kind: 'failed';
      cause: Extract<UnknownCause, 'connection_lost' | 'deadline' | 'unreadable_answer' | 'redirect'>;
    };

/** One call. `fields`: the body of a POST, the query of a GET. */
export type Call = {
  endpoint: Endpoint;
  purpose: Exchange['purpose'];
  fields: object;
  deadlineMs: number;
  /** How long it may wait for its turn, where nobody waits for it; ten seconds otherwise. */
  mayWaitMs?: number;
  /** What is worth saying of a field of the answer in what is kept of it. */
  remark?: (json: ExactJson | undefined) => Readonly<Record<string, string>>;
};

/** Speaks HTTP with the provider; each call is sent once, within the limits, and recorded without its secrets. */
export type Client = (call: Call, record: RecordExchange) => Promise<Answer>;

/** What a client is made of. `randomKey`: new for every call. */
export type ClientDeps = {
  http: Pick<HttpTransport, 'get' | 'post'>;
  clock: Clock;
  wait: Wait;
  randomKey?: () => string;
};

/** Binds the client to one account. */
export function createClient(account: { baseUrl: string; keys: Keys }, deps: ClientDeps): Client {
  const base = account.baseUrl.replace(/\/+$/, '');
  const randomKey = deps.randomKey ?? (() => crypto.randomUUID());
  const perMinute = Object.fromEntries(
    Object.entries(ENDPOINTS).map(([endpoint, { perMinute: count }]) => [endpoint, count]),
  ) as Record<Endpoint, number>;
  const limit = createRateLimit(perMinute, deps);

  const send = (call: Call): Promise<HttpReply> => {
    const { method, path } = ENDPOINTS[call.endpoint];
    const url = new URL(`${base}${path}`);
    const body = method === 'POST' ? JSON.stringify(call.fields) : '';
    const random = randomKey();
    const headers = {
      // §2: the path alone, also where a query follows it; of a body the very text that is sent.
      authorization: authorization(account.keys, { randomKey: random, path: url.pathname, body }),
      'content-type': 'application/json',
      'x-iyzi-rnd': random,
    };
    const request = { headers, deadlineMs: call.deadlineMs, maxBytes: MAX_ANSWER_BYTES };
    if (method === 'POST') return deps.http.post({ ...request, url: url.href, body });
    url.search = new URLSearchParams(Object.entries(call.fields)).toString();
    return deps.http.get({ ...request, url: url.href });
  };

  return async (call, record) => {
    const { endpoint } = call;
    const turn = await limit.pass(endpoint, call.mayWaitMs ?? MAY_WAIT_MS);
    if (turn.kind === 'full') {
      return { kind: 'not_sent', detail: 'too many calls', retryAfterMs: turn.forMs };
    }
    const from = deps.clock.now();
    const started = performance.now();
    const reply = await send(call);
    const durationMs = Math.round(performance.now() - started);
    const to = deps.clock.now();
    const answer = toAnswer(reply, to);
    const head = answer.kind === 'answered' ? (anyAnswer.safeParse(answer.json).data ?? null) : null;
    const verdict = head && judgeFailure(head.errorCode, head.errorGroup);
    const httpStatus = 'status' in reply ? reply.status : null;
    if (httpStatus === 429 || verdict?.kind === 'too_many') {
      limit.rest(endpoint, (answer.kind === 'answered' && answer.retryAfterMs) || REST_MS);
    }
    const providerAt = readInstant(head?.systemTime ?? null);
    const secrets = [account.keys.secretKey, account.keys.apiKey];
    keepExchange(record, {
      purpose: call.purpose,
      at: from,
      durationMs,
      path: ENDPOINTS[endpoint].path,
      request: redact(parseExactJson(JSON.stringify(call.fields)), secrets),
      httpStatus,
      response: keptAnswer(reply, answer, call, secrets),
      failure: describeFailure(reply),
      clockOffsetMs: providerAt && clockOffset(providerAt, { from, to }),
      credentials: toldOfKeys(httpStatus, head?.status?.toLowerCase() ?? null, verdict?.kind ?? null),
    });
    return answer;
  };
}

/** What an answer tells of the keys that went with the request. */
function toldOfKeys(
  httpStatus: number | null,
  status: string | null,
  verdict: Verdict['kind'] | null,
): Exchange['credentials'] {
  if (httpStatus === 401 || httpStatus === 403 || verdict === 'turned_away') return 'refused';
  return status === 'success' || (status === 'failure' && verdict !== 'unknown') ? 'accepted' : null;
}

function keptAnswer(reply: HttpReply, answer: Answer, call: Call, secrets: Secrets): ExactJson {
  if (reply.kind !== 'answered' || answer.kind !== 'answered') return null;
  if (answer.json === undefined) return shapeOf(reply.body, [...secrets, ...tokensIn(call.fields)]);
  const kept = redact(answer.json, [...secrets, ...tokensIn(call.fields), ...tokensIn(answer.json)]);
  const isObject = typeof kept === 'object' && kept !== null && !Array.isArray(kept);
  return isObject ? { ...kept, ...call.remark?.(answer.json) } : kept;
}

/** Of a body that cannot be read, nobody knows which of it opens a page or is the payer's: of JSON only its size is kept. */
function shapeOf(body: string, secrets: Secrets): string {
  return /^[\s\ufeff]*[[{"]/.test(body) || body.includes('"')
    ? `[unreadable, ${body.length} characters]`
    : redactText(body, secrets);
}

/** The token of a page may stand in an address or a sentence too. */
function tokensIn(fields: unknown): Secrets {
  const isObject = typeof fields === 'object' && fields !== null;
  return isObject && 'token' in fields && typeof fields.token === 'string' ? [fields.token] : [];
}

function toAnswer(reply: HttpReply, at: Date): Answer {
  switch (reply.kind) {
    case 'answered': {
      const retryAfterMs = readRetryAfter(reply.headers['retry-after'], at);
      return { kind: 'answered', httpStatus: reply.status, json: parseExactJson(reply.body), retryAfterMs };
    }
    case 'not_sent':
      return { kind: 'not_sent', detail: reply.detail, retryAfterMs: null };
    case 'lost':
      return { kind: 'failed', cause: 'connection_lost' };
    case 'deadline':
      return { kind: 'failed', cause: 'deadline' };
    case 'redirect':
      return { kind: 'failed', cause: 'redirect' };
    case 'too_large':
    case 'encoded':
      return { kind: 'failed', cause: 'unreadable_answer' };
  }
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3), at most a quarter of an hour. */
function readRetryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const waitMs = /^\d{1,6}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), 900_000);
}
