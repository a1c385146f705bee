import type { Clock } from '#server/kernel/time.ts';
import type { ExactJson } from '../exact-json.ts';
import type { HttpReply, HttpTransport } from '../http.ts';
import { describeFailure, keepExchange } from '../keep-exchange.ts';
import type { Exchange, RecordExchange, UnknownCause } from '../terminal-gateway.ts';
import { credentialsVerdict, isTrouble } from './codes.ts';
import { MAX_MESSAGE_BYTES, readAnswer, type WireRecord } from './message.ts';
import { redactRecord, redactText, type Secrets, secretsOf } from './redact.ts';

/** What came back for one call, before anybody judges its content. */
export type Answer =
  | {
      kind: 'answered';
      httpStatus: number;
      /** Null when the body is no message of the gateway. */
      record: WireRecord | null;
      /** The beginning of the body, fit to be shown. */
      text: string;
    }
  /** Proven: no byte of the request left. */
  | { kind: 'not_sent'; detail: string }
  | {
      kind: 'failed';
      cause: Extract<UnknownCause, 'connection_lost' | 'deadline' | 'unreadable_answer' | 'redirect'>;
    };

/** The answer that counts. `isRepeat`: the other host may have taken the same request before. */
export type Called = { answer: Answer; isRepeat: boolean };

/** One request to the gateway, its fields in their order. */
export type Call = {
  purpose: Exchange['purpose'];
  fields: WireRecord;
  deadlineMs: number;
  /** What is worth saying of a field of the answer in what is kept of it. */
  remark?: (answer: WireRecord) => Readonly<Record<string, string>>;
};

/** Speaks HTTP with the gateway; every call is recorded without its secrets. */
export type Client = {
  /**
   * Puts a request to the first host; to the second one, once, when no byte left for the first or when the first had trouble of
   * its own (§2.14). After anything else nothing is sent again. Each of the two has the whole deadline.
   */
  call(call: Call, record: RecordExchange): Promise<Called>;
  /** Calls a cancel address, once (§8.4). */
  cancel(
    call: { purpose: Exchange['purpose']; address: string; deadlineMs: number },
    record: RecordExchange,
  ): Promise<Answer>;
};

/** Binds the client to the hosts of an account. */
export function createClient(
  account: { baseUrl: string; secondaryUrl: string | null; pass: string },
  deps: { http: HttpTransport; clock: Clock },
): Client {
  const { pass, secondaryUrl } = account;

  const exchange = async (
    of: { purpose: Exchange['purpose']; url: string; request: ExactJson; secrets: Secrets },
    send: () => Promise<HttpReply>,
    more: { remark?: Call['remark']; showsCredentials?: true },
    record: RecordExchange,
  ): Promise<Answer> => {
    const at = deps.clock.now();
    const started = performance.now();
    const reply = await send();
    const durationMs = Math.round(performance.now() - started);
    const answer = toAnswer(reply, of.secrets);
    keepExchange(record, {
      purpose: of.purpose,
      at,
      durationMs,
      path: placeOf(of.url),
      request: of.request,
      httpStatus: 'status' in reply ? reply.status : null,
      response: keptAnswer(answer, of.secrets, more.remark),
      failure: describeFailure(reply),
      // §4: its zone is not stated, so its clock proves nothing.
      clockOffsetMs: null,
      ...(more.showsCredentials && { credentials: verdictOf(answer) }),
    });
    return answer;
  };

  const post = (url: string, call: Call, record: RecordExchange): Promise<Answer> => {
    const { SUCCESSURL: success, FAILUREURL: failure } = call.fields;
    const secrets = secretsOf(
      pass,
      [success, failure].filter((address) => typeof address === 'string'),
    );
    const of = { purpose: call.purpose, url, request: redactRecord(call.fields, secrets), secrets };
    const request = {
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call.fields),
      deadlineMs: call.deadlineMs,
      maxBytes: MAX_MESSAGE_BYTES,
    };
    const more = { remark: call.remark, showsCredentials: true } as const;
    return exchange(of, () => deps.http.post(request), more, record);
  };

  return {
    async call(call, record) {
      const first = await post(account.baseUrl, call, record);
      if (secondaryUrl === null || !isForTheOther(first)) return { answer: first, isRepeat: false };
      const second = await post(secondaryUrl, call, record);
      if (first.kind === 'not_sent') return { answer: second, isRepeat: false };
      // The first host has it, with whatever trouble; that the second one could not be reached says nothing of it.
      return second.kind === 'not_sent'
        ? { answer: first, isRepeat: false }
        : { answer: second, isRepeat: true };
    },
    cancel({ purpose, address, deadlineMs }, record) {
      const of = { purpose, url: address, request: null, secrets: secretsOf(pass, []) };
      const request = { url: address, headers: {}, deadlineMs, maxBytes: MAX_MESSAGE_BYTES };
      return exchange(of, () => deps.http.get(request), {}, record);
    },
  };
}

function isForTheOther(answer: Answer): boolean {
  if (answer.kind === 'not_sent') return true;
  const code = codeOf(answer);
  return code !== null && isTrouble(code);
}

/** The code of an answer that counts as one: an HTTP status from 400 on is a failure of the transport (§2.11). */
function codeOf(answer: Answer): string | null {
  if (answer.kind !== 'answered' || answer.httpStatus >= 400) return null;
  const code = answer.record?.CODE;
  return typeof code === 'string' ? code.trim() : null;
}

function verdictOf(answer: Answer): Exchange['credentials'] {
  if (answer.kind === 'answered' && (answer.httpStatus === 401 || answer.httpStatus === 403))
    return 'refused';
  const code = codeOf(answer);
  return code === null ? null : credentialsVerdict(code);
}

function toAnswer(reply: HttpReply, secrets: Secrets): Answer {
  switch (reply.kind) {
    case 'answered':
      return {
        kind: 'answered',
        httpStatus: reply.status,
        record: readAnswer(reply.body),
        text: redactText(reply.body, secrets),
      };
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

function keptAnswer(answer: Answer, secrets: Secrets, remark: Call['remark']): ExactJson {
  if (answer.kind !== 'answered') return null;
  const { record, text } = answer;
  if (!record) return text;
  const kept = redactRecord(record, secrets);
  return typeof kept === 'object' && !Array.isArray(kept) ? { ...kept, ...remark?.(record) } : kept;
}

/** Which host was asked for what; a query may hold a secret. */
function placeOf(address: string): string {
  const url = URL.parse(address);
  return url ? `${url.host}${url.pathname}` : '';
}
