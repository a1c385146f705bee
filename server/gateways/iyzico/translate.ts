import type { z } from 'zod';
import { cleanText } from '../clean-text.ts';
import type { OperationReply, QueryReply, TerminalOperation, UnknownCause } from '../terminal-gateway.ts';
import type { Answer } from './client.ts';
import { readCurrency, readDay, readMinor, toEvidence } from './evidence.ts';
import { asRecorded, judgeFailure, type Verdict } from './refusals.ts';
import { type AnyAnswer, anyAnswer, type PaymentAnswer } from './wire.ts';

/** An answer after reading, before anybody asks what it means for an operation. */
export type Heard<T> =
  | { kind: 'success'; answer: T }
  | {
      kind: 'failure';
      verdict: Verdict;
      code: string | null;
      text: string | null;
      httpStatus: number;
      answer: T;
    }
  /** Neither a yes nor a no. */
  | {
      kind: 'open';
      cause: UnknownCause;
      code: string | null;
      text: string | null;
      retryAfterMs: number | null;
    }
  | { kind: 'not_sent'; detail: string };

/**
 * Tells yes, no and neither apart. Yes needs all three: HTTP 2xx, the word `success` in any case, and no error code.
 * A documented no needs its word too. Everything else, including every 5xx, 408 and 429, is open (F5 to F10).
 */
export function hear<T extends AnyAnswer>(answer: Answer, schema: z.ZodType<T>): Heard<T> {
  if (answer.kind === 'not_sent') return answer;
  if (answer.kind === 'failed') return open(answer.cause);
  const { httpStatus, json } = answer;
  const head = anyAnswer.safeParse(json).data ?? null;
  const facts = { code: head?.errorCode ?? null, text: textOf(head) };
  if (httpStatus >= 500 || httpStatus === 408 || httpStatus === 429) {
    return { ...open('provider_error'), ...facts, retryAfterMs: answer.retryAfterMs };
  }
  const isUnauthorized = httpStatus === 401 || httpStatus === 403;
  // «Unauthorized» says what it says without a body.
  const parsed = schema.safeParse(httpStatus === 401 && head === null ? {} : json);
  if (!parsed.success) return { ...open(isUnauthorized ? 'auth_error' : 'unreadable_answer'), ...facts };
  const word = head?.status?.toLowerCase();
  if (word === 'success') {
    const isClean = httpStatus >= 200 && httpStatus < 300 && /^0*$/.test(facts.code ?? '');
    return isClean ? { kind: 'success', answer: parsed.data } : { ...open('unreadable_answer'), ...facts };
  }
  const verdict = judgeFailure(facts.code, head?.errorGroup ?? null);
  if (isUnauthorized && (verdict.kind === 'token_rejected' || verdict.kind === 'unknown')) {
    // The body of a token error is assumed, not published: without a code of its own one refresh is tried (F6).
    const rejected: Verdict =
      verdict.kind === 'unknown' ? { kind: 'token_rejected', renew: 'refresh' } : verdict;
    return { kind: 'failure', verdict: rejected, ...facts, httpStatus, answer: parsed.data };
  }
  if (word !== 'failure') return { ...open('unreadable_answer'), ...facts };
  return {
    kind: 'failure',
    verdict: inStatus(verdict, httpStatus),
    ...facts,
    httpStatus,
    answer: parsed.data,
  };
}

/** Failures come with HTTP 200, 400 or 422 (§3); under another status even a documented no is only half believed. */
function inStatus(verdict: Verdict, httpStatus: number): Verdict {
  if ((httpStatus >= 200 && httpStatus < 300) || httpStatus === 400 || httpStatus === 422) return verdict;
  if (verdict.kind === 'refused') return { ...verdict, confirm: true };
  return verdict.kind === 'declined' ? { kind: 'unknown', cause: 'provider_error' } : verdict;
}

/** What came of putting an operation to its device (F1 to F13). */
export function toOperationReply(heard: Heard<PaymentAnswer>, operation: TerminalOperation): OperationReply {
  switch (heard.kind) {
    case 'not_sent':
      return { kind: 'not_sent', reason: 'unreachable', detail: heard.detail };
    case 'open':
      return { kind: 'unknown_outcome', cause: heard.cause, code: heard.code, text: heard.text };
    case 'success': {
      const flaw = isOfOtherCall(heard.answer, operation)
        ? 'unreadable_answer'
        : flawOf(heard.answer, operation);
      return flaw
        ? { kind: 'unknown_outcome', cause: flaw, code: null, text: null }
        : { kind: 'approved', evidence: toEvidence(ofThisKind(heard.answer, operation), operation) };
    }
    case 'failure': {
      const { verdict, text } = heard;
      const code = heard.code ?? '';
      if (isForeign(heard.answer, operation) || isOfOtherCall(heard.answer, operation)) {
        return unknown('unreadable_answer', heard);
      }
      switch (verdict.kind) {
        case 'declined':
          return { kind: 'declined', reason: verdict.reason, code, text };
        case 'refused':
          return { kind: 'refused', reason: verdict.reason, code, text, confirm: verdict.confirm };
        case 'not_found':
          return { kind: 'refused', reason: 'not_found', code, text, confirm: true };
        case 'token_rejected':
          return unknown('auth_error', heard);
        case 'unknown':
          return unknown(verdict.cause, heard);
      }
    }
  }
}

/** What the provider says of the operation that carries our reference. */
export function toQueryReply(heard: Heard<PaymentAnswer>, operation: TerminalOperation): QueryReply {
  switch (heard.kind) {
    case 'not_sent':
      return noAnswer('unreachable');
    case 'open':
      return noAnswer(heard.cause, heard.retryAfterMs);
    case 'success': {
      const flaw = flawOf(heard.answer, operation);
      return flaw
        ? noAnswer(flaw)
        : { kind: 'approved', evidence: toEvidence(ofThisKind(heard.answer, operation), operation) };
    }
    case 'failure': {
      const { code, text, answer } = heard;
      // F11: a no about somebody else's operation says nothing about ours.
      if (isForeign(answer, operation)) return noAnswer('unreadable_answer');
      const verdict = asRecorded(heard.verdict, code, answer.errorGroup);
      if (verdict.kind === 'declined')
        return { kind: 'declined', reason: verdict.reason, code: code ?? '', text };
      return verdict.kind === 'not_found' ? { kind: 'not_found' } : noAnswer(causeOf(verdict));
    }
  }
}

/** Why an answer leaves a question open. */
export function causeOf(verdict: Verdict): UnknownCause {
  if (verdict.kind === 'unknown') return verdict.cause;
  return verdict.kind === 'token_rejected' ? 'auth_error' : 'provider_error';
}

/** What a success lacks to be believed, or says that cannot be read; null when it is whole. */
function flawOf(answer: PaymentAnswer, operation: TerminalOperation): UnknownCause | null {
  const currency = readCurrency(answer.currency);
  if (answer.currency !== null && currency === null) return 'unreadable_answer';
  const digitsOf = currency ?? operation.amount.currency;
  if (answer.price !== null && readMinor(answer.price, digitsOf) === null) return 'unreadable_answer';
  // F12: a sale or hold is known by its payment id and its accounting day, without which nobody could give it back. Card and bank
  // fields are no part of that: cash has none (§4.1). What follows one is known by the reference we gave it.
  const isKnown =
    'original' in operation
      ? answer.transactionReferenceId !== null
      : answer.paymentId !== null && readDay(answer.paymentDate) !== null;
  return isKnown ? null : 'incomplete_answer';
}

/** The host reference of the operation itself: a void and a refund also name that of their sale. */
function ofThisKind(answer: PaymentAnswer, operation: TerminalOperation): PaymentAnswer {
  const { hostReference, cancelHostReference, refundHostReference } = answer;
  if (operation.kind === 'void') return { ...answer, hostReference: cancelHostReference };
  if (operation.kind === 'refund') return { ...answer, hostReference: refundHostReference ?? hostReference };
  return answer;
}

/** An answer that names another reference or device than ours is about somebody else's (F11). */
export function isForeign(
  answer: Pick<PaymentAnswer, 'transactionReferenceId' | 'deviceUniqueId'>,
  operation: Pick<TerminalOperation, 'reference' | 'providerDeviceId'>,
): boolean {
  const { transactionReferenceId: reference, deviceUniqueId: device } = answer;
  return (
    (reference !== null && reference !== operation.reference) ||
    (device !== null && device !== operation.providerDeviceId)
  );
}

/** An echo of another conversation is an answer to another call, whatever it says (F11). */
export function isOfOtherCall(answer: AnyAnswer, operation: { attemptId: string }): boolean {
  return answer.conversationId !== null && answer.conversationId !== operation.attemptId;
}

function textOf(head: AnyAnswer | null): string | null {
  const text = head?.errorMessage ?? head?.consumerErrorMessage ?? null;
  return text === null ? null : cleanText(text) || null;
}

function open(cause: UnknownCause) {
  return { kind: 'open', cause, code: null, text: null, retryAfterMs: null } as const;
}

function unknown(cause: UnknownCause, { code, text }: { code: string | null; text: string | null }) {
  return { kind: 'unknown_outcome', cause, code, text } as const;
}

function noAnswer(cause: UnknownCause | 'unreachable', retryAfterMs: number | null = null) {
  return { kind: 'no_answer', cause, retryAfterMs } as const;
}
