import type { Clock } from '#server/kernel/time.ts';
import { cleanText } from '../clean-text.ts';
import { clockOffset } from '../clock-offset.ts';
import { type ExactJson, parseExactJson } from '../exact-json.ts';
import type { HttpReply, HttpTransport } from '../http.ts';
import { describeFailure, keepExchange } from '../keep-exchange.ts';
import type { Exchange, RecordExchange, UnknownCause } from '../terminal-gateway.ts';
import { providerTime } from './provider-time.ts';
import { redact } from './redact.ts';

/** F9: no answer of these services comes near it. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What came back for one call, before anybody judges its content. */
export type Answer =
  | {
      kind: 'answered';
      httpStatus: number;
      /** Undefined when the body is not exactly one JSON value. */
      json: ExactJson | undefined;
      retryAfterMs: number | null;
      elapsedMs: number;
      /** What this answer tells of the provider's clock (F15). */
      clockOffsetMs: number | null;
    }
  /** Proven: no byte of the request left. */
  | { kind: 'not_sent'; detail: string }
  | {
      kind: 'failed';
      cause: Extract<UnknownCause, 'connection_lost' | 'deadline' | 'unreadable_answer' | 'redirect'>;
    };

/** One call of a terminal service. */
export type ServiceCall = {
  purpose: Exchange['purpose'];
  path: string;
  /** Ready for `JSON.stringify`; amounts as `jsonNumber`. */
  body: object;
  deadlineMs: number;
};

/** Speaks HTTP with iyzico; each call is sent once and recorded without its secrets. */
export type Client = {
  callService(call: ServiceCall, accessToken: string, record: RecordExchange): Promise<Answer>;
  /** Login calls: a form, optionally with the client's own Basic pair. Neither body is recorded. */
  postForm(
    call: { path: string; form: Readonly<Record<string, string>>; basic: string | null; deadlineMs: number },
    record: RecordExchange,
  ): Promise<Answer>;
};

/** Binds the client to one base URL. */
export function createClient(
  baseUrl: string,
  deps: { http: Pick<HttpTransport, 'post'>; clock: Clock },
): Client {
  const base = baseUrl.replace(/\/+$/, '');
  const send = async (
    call: { path: string; headers: Record<string, string>; body: string; deadlineMs: number },
    record: (facts: Omit<Exchange, 'purpose' | 'path' | 'request' | 'response'>, reply: HttpReply) => void,
  ): Promise<Answer> => {
    const from = deps.clock.now();
    const started = performance.now();
    const reply = await deps.http.post({ ...call, url: `${base}${call.path}`, maxBytes: MAX_ANSWER_BYTES });
    const monotonicMs = Math.round(performance.now() - started);
    const answer = toAnswer(reply, monotonicMs, { from, to: deps.clock.now() });
    const told = answer.kind === 'answered' ? answer : { elapsedMs: monotonicMs, clockOffsetMs: null };
    const httpStatus = 'status' in reply ? reply.status : null;
    const failure = describeFailure(reply);
    const { elapsedMs: durationMs, clockOffsetMs } = told;
    record({ at: from, durationMs, httpStatus, failure, clockOffsetMs }, reply);
    return answer;
  };

  return {
    callService(call, accessToken, record) {
      const body = JSON.stringify(call.body);
      const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
      return send({ path: call.path, headers, body, deadlineMs: call.deadlineMs }, (facts, reply) =>
        keepExchange(record, {
          ...facts,
          purpose: call.purpose,
          path: call.path,
          request: redact(parseExactJson(body)),
          response: reply.kind === 'answered' ? keptBody(reply.body) : null,
        }),
      );
    },
    postForm(call, record) {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        ...(call.basic === null ? {} : { authorization: `Basic ${call.basic}` }),
      };
      const body = new URLSearchParams(call.form).toString();
      return send({ path: call.path, headers, body, deadlineMs: call.deadlineMs }, (facts) =>
        keepExchange(record, {
          ...facts,
          purpose: 'sign_in',
          path: call.path,
          request: null,
          response: null,
        }),
      );
    },
  };
}

function keptBody(body: string): ExactJson {
  const json = parseExactJson(body);
  return json === undefined ? cleanText(body) : redact(json);
}

function toAnswer(reply: HttpReply, monotonicMs: number, call: { from: Date; to: Date }): Answer {
  switch (reply.kind) {
    case 'answered': {
      const json = parseExactJson(reply.body);
      const providerAt = providerTime(json, reply);
      return {
        kind: 'answered',
        httpStatus: reply.status,
        json,
        retryAfterMs: readRetryAfter(reply.headers['retry-after'], call.to),
        // The longer of the two: whichever clock went wrong, a late answer must not look as if it came at once.
        elapsedMs: Math.max(monotonicMs, call.to.getTime() - call.from.getTime()),
        clockOffsetMs: providerAt && clockOffset(providerAt, call),
      };
    }
    case 'not_sent':
      return { kind: 'not_sent', detail: reply.detail };
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
