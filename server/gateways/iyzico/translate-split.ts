import type {
  OpenSplitSale,
  SplitCompletionReply,
  SplitQueryReply,
  SplitStartReply,
} from '../split-sales.ts';
import { readCurrency, readMinor, toEvidence } from './evidence.ts';
import { asRecorded } from './refusals.ts';
import { causeOf, type Heard, isForeign, isOfOtherCall } from './translate.ts';
import type { PaymentAnswer, SplitStartAnswer } from './wire.ts';

type Started = Pick<OpenSplitSale, 'attemptId' | 'reference' | 'providerDeviceId' | 'amount'>;

/** What came of opening a sale that is paid in parts (§4.6). */
export function toSplitStartReply(heard: Heard<SplitStartAnswer>, sale: Started): SplitStartReply {
  switch (heard.kind) {
    case 'not_sent':
      return { kind: 'not_sent', reason: 'unreachable', detail: heard.detail };
    case 'open':
      return unknown(heard.cause, heard);
    case 'success': {
      const { answer } = heard;
      if (isOfOtherCall(answer, sale) || isForeign(answer, sale)) return unknown('unreadable_answer');
      // Another amount is open there than was asked for: nobody may pay into that.
      if (!isMinor(answer.remainingPaymentAmount, sale.amount.minor, sale))
        return unknown('unreadable_answer');
      if (answer.saleNumber === null) return unknown('incomplete_answer');
      return { kind: 'started', saleNumber: answer.saleNumber };
    }
    case 'failure': {
      const refused = toRefusal(heard, sale);
      return 'confirm' in refused
        ? { kind: 'refused', reason: refused.reason, code: refused.code, text: refused.text }
        : refused;
    }
  }
}

/** What came of completing one. Complete means: nothing of it is left to pay. */
export function toSplitCompletionReply(
  heard: Heard<PaymentAnswer>,
  sale: OpenSplitSale,
): SplitCompletionReply {
  switch (heard.kind) {
    case 'not_sent':
      return { kind: 'not_sent', reason: 'unreachable', detail: heard.detail };
    case 'open':
      return unknown(heard.cause, heard);
    case 'success':
      return isOfOtherCall(heard.answer, sale) || isFlawed(heard.answer, sale)
        ? unknown('unreadable_answer')
        : { kind: 'completed', evidence: evidenceOf(heard.answer, sale) };
    case 'failure':
      return toRefusal(heard, sale);
  }
}

/** What the provider says under the reference of the start: it knows the sale once it is complete, and not before. */
export function toSplitQueryReply(heard: Heard<PaymentAnswer>, sale: OpenSplitSale): SplitQueryReply {
  switch (heard.kind) {
    case 'not_sent':
      return noAnswer('unreachable');
    case 'open':
      return noAnswer(heard.cause, heard.retryAfterMs);
    case 'success':
      return isFlawed(heard.answer, sale)
        ? noAnswer('unreadable_answer')
        : { kind: 'completed', evidence: evidenceOf(heard.answer, sale) };
    case 'failure': {
      if (isForeign(heard.answer, sale)) return noAnswer('unreadable_answer');
      const verdict = asRecorded(heard.verdict, heard.code, heard.answer.errorGroup);
      return verdict.kind === 'not_found' ? { kind: 'not_found' } : noAnswer(causeOf(verdict));
    }
  }
}

/** The provider's no to a start or a completion; no bank has a word in either. */
function toRefusal(
  heard: Extract<Heard<PaymentAnswer | SplitStartAnswer>, { kind: 'failure' }>,
  sale: Started,
): Extract<SplitCompletionReply, { kind: 'refused' | 'unknown_outcome' }> {
  const { verdict, text } = heard;
  const code = heard.code ?? '';
  if (isForeign(heard.answer, sale) || isOfOtherCall(heard.answer, sale)) {
    return unknown('unreadable_answer', heard);
  }
  switch (verdict.kind) {
    case 'refused':
      return { kind: 'refused', reason: verdict.reason, code, text, confirm: verdict.confirm };
    case 'not_found':
      return { kind: 'refused', reason: 'not_found', code, text, confirm: true };
    case 'declined':
      return { kind: 'refused', reason: 'provider_refused', code, text, confirm: true };
    case 'token_rejected':
    case 'unknown':
      return unknown(causeOf(verdict), heard);
  }
}

function isFlawed(answer: PaymentAnswer, sale: Started): boolean {
  const currency = readCurrency(answer.currency);
  if (answer.currency !== null && currency === null) return true;
  const digitsOf = currency ?? sale.amount.currency;
  if (answer.price !== null && readMinor(answer.price, digitsOf) === null) return true;
  return !isMinor(answer.remainingPaymentAmount, 0, sale);
}

/** Whether a figure of an answer is this many minor units, or left out. */
function isMinor(text: string | null, minor: number, { amount }: Started): boolean {
  return text === null || readMinor(text, amount.currency) === minor;
}

function evidenceOf(answer: PaymentAnswer, sale: Started) {
  const whole = {
    paymentType: 'card',
    installmentCount: 1,
    surchargeMinor: 0,
    lines: [],
    fiscal: null,
  } as const;
  return toEvidence(answer, { ...sale, ...whole, kind: 'sale' });
}

function unknown(
  cause: Extract<SplitStartReply, { kind: 'unknown_outcome' }>['cause'],
  said: { code: string | null; text: string | null } = { code: null, text: null },
) {
  return { kind: 'unknown_outcome', cause, code: said.code, text: said.text } as const;
}

function noAnswer(
  cause: Extract<SplitQueryReply, { kind: 'no_answer' }>['cause'],
  retryAfterMs: number | null = null,
) {
  return { kind: 'no_answer', cause, retryAfterMs } as const;
}
