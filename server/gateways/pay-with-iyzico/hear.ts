import type { z } from 'zod';
import { cleanText } from '../clean-text.ts';
import type { UnknownCause } from '../terminal-gateway.ts';
import type { Answer } from './client.ts';
import { judgeFailure, type Verdict } from './refusals.ts';
import { type AnyAnswer, anyAnswer } from './wire.ts';

/** An answer after reading, before anybody asks what it means. */
export type Heard<T> =
  | { kind: 'success'; answer: T }
  | { kind: 'failure'; verdict: Verdict; code: string | null; text: string | null; answer: T }
  /** Neither a yes nor a no. */
  | {
      kind: 'open';
      cause: UnknownCause;
      code: string | null;
      text: string | null;
      retryAfterMs: number | null;
    }
  | { kind: 'not_sent'; detail: string; retryAfterMs: number | null };

/**
 * Tells yes, no and neither apart, by the word in the body (§1). Yes needs HTTP 2xx and no error code too; a no may come with
 * any status but those that say that somebody on the way gave up (F5).
 */
export function hear<T extends AnyAnswer>(answer: Answer, schema: z.ZodType<T>): Heard<T> {
  if (answer.kind === 'not_sent') return answer;
  if (answer.kind === 'failed') return open(answer.cause);
  const { httpStatus, json } = answer;
  const head = anyAnswer.safeParse(json).data ?? null;
  const facts = { code: head?.errorCode ?? null, text: head && textOf(head) };
  if (httpStatus >= 500 || httpStatus === 408 || httpStatus === 429) {
    return { ...open('provider_error'), ...facts, retryAfterMs: answer.retryAfterMs };
  }
  const parsed = schema.safeParse(json);
  const word = head?.status?.toLowerCase();
  const isTurnedAway = httpStatus === 401 || httpStatus === 403;
  if (parsed.success && word === 'success') {
    const isClean = httpStatus >= 200 && httpStatus < 300 && /^0*$/.test(facts.code ?? '');
    return isClean ? { kind: 'success', answer: parsed.data } : { ...open('unreadable_answer'), ...facts };
  }
  if (parsed.success && word === 'failure') {
    const verdict = judgeFailure(facts.code, head?.errorGroup ?? null);
    const isKnown = !isTurnedAway || verdict.kind === 'turned_away';
    return isKnown
      ? { kind: 'failure', verdict, ...facts, answer: parsed.data }
      : { ...open('auth_error'), ...facts };
  }
  return { ...open(isTurnedAway ? 'auth_error' : 'unreadable_answer'), ...facts };
}

/** What an answer says in words, as it may be shown. */
export function textOf({ errorMessage }: AnyAnswer): string | null {
  return errorMessage && (cleanText(errorMessage) || null);
}

/** Why an answer that is no yes leaves a question open. */
export function silenceOf(heard: Exclude<Heard<unknown>, { kind: 'success' }>): {
  kind: 'no_answer';
  cause: UnknownCause | 'unreachable';
  retryAfterMs: number | null;
} {
  switch (heard.kind) {
    case 'not_sent':
      return { kind: 'no_answer', cause: 'unreachable', retryAfterMs: heard.retryAfterMs };
    case 'open':
      return { kind: 'no_answer', cause: heard.cause, retryAfterMs: heard.retryAfterMs };
    case 'failure': {
      const { verdict } = heard;
      const retryAfterMs = verdict.kind === 'too_many' ? TOO_MANY_REST_MS : null;
      const cause = verdict.kind === 'turned_away' ? 'auth_error' : 'provider_error';
      return { kind: 'no_answer', cause: verdict.kind === 'unknown' ? verdict.cause : cause, retryAfterMs };
    }
  }
}

/** §11: «wait a minute». */
const TOO_MANY_REST_MS = 60_000;

function open(cause: UnknownCause) {
  return { kind: 'open', cause, code: null, text: null, retryAfterMs: null } as const;
}
