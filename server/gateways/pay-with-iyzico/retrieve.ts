import { isCurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { HostedOrder, PageMisfit, RetrieveReply } from '../hosted-gateway.ts';
import { roundedMinor, signedDecimal } from './decimal.ts';
import { type Heard, silenceOf, textOf } from './hear.ts';
import { isOfBank } from './refusals.ts';
import { toEvidence, toSettlement } from './settlement.ts';
import { answerSignature, isSame } from './sign.ts';
import type { PaymentAnswer } from './wire.ts';

/** §6: what a payment that goes on is called; the payer may still be at it. */
const RUNNING = /^(?:INIT_|CALLBACK_|PENDING_|BKM_)[A-Z0-9_]+$/;

/** What became of a page, as far as the answer is signed and about this order (INV-12). */
export function toRetrieveReply(
  heard: Heard<PaymentAnswer>,
  order: HostedOrder,
  asked: { token: string; secretKey: string },
): RetrieveReply {
  if (heard.kind === 'open' || heard.kind === 'not_sent') return silenceOf(heard);
  const { answer } = heard;
  const isPaid = heard.kind === 'success' && answer.paymentStatus === 'SUCCESS';
  const fields = new Set<PageMisfit>([
    ...(isSigned(heard, asked.secretKey) ? [] : (['signature'] as const)),
    ...(isPaid ? disagreements(answer, order) : strangers(answer, order)),
    ...(answer.token === null || answer.token === asked.token ? [] : (['session'] as const)),
  ]);
  if (fields.size > 0) return { kind: 'contradiction', fields: [...fields] };
  if (heard.kind === 'failure') return toFailure(heard);
  if (isPaid) return toPaid(answer);
  if (answer.paymentStatus === 'FAILURE') {
    return { kind: 'declined_so_far', reason: 'other', code: answer.errorCode ?? '', text: textOf(answer) };
  }
  return RUNNING.test(answer.paymentStatus ?? '') ? { kind: 'not_paid' } : noAnswer('unreadable_answer');
}

/** §7: every success is signed; a failure may not be, but what is there has to be right. */
function isSigned(heard: Heard<PaymentAnswer> & { answer: PaymentAnswer }, secretKey: string): boolean {
  const { answer } = heard;
  if (heard.kind === 'failure' && answer.signature === null) return true;
  const expected = answerSignature(secretKey, [
    answer.paymentStatus,
    answer.paymentId,
    answer.currency,
    answer.basketId,
    answer.conversationId,
    answer.paidPrice === null ? null : signedDecimal(answer.paidPrice),
    answer.price === null ? null : signedDecimal(answer.price),
    answer.token,
  ]);
  return isSame(expected, answer.signature);
}

/** What names another order than ours. Some answers leave the conversation out, so that says nothing (§14). */
function strangers({ basketId, conversationId }: PaymentAnswer, { reference }: HostedOrder): PageMisfit[] {
  const isOurs = (named: string | null) => named === null || named === reference;
  return isOurs(basketId) && isOurs(conversationId) ? [] : ['reference'];
}

/** What of a paid page is not as it was asked for. More may be paid than the price only for paying in instalments. */
function disagreements(answer: PaymentAnswer, order: HostedOrder): PageMisfit[] {
  const { amount } = order;
  const isCurrency = answer.currency === amount.currency;
  const price = answer.price === null ? null : parseDecimal(answer.price, amount.currency);
  const paid = answer.paidPrice === null ? null : roundedMinor([answer.paidPrice], amount.currency);
  const isPaid = paid !== null && (countOf(answer) > 1 ? paid >= amount.minor : paid === amount.minor);
  return [
    ...strangers(answer, order),
    ...(answer.basketId === null ? (['reference'] as const) : []),
    ...(isCurrency && price?.minor === amount.minor && isPaid ? [] : (['amount'] as const)),
  ];
}

function countOf({ installment }: PaymentAnswer): number {
  return /^\d{1,2}$/.test(installment ?? '') ? Number(installment) : 1;
}

/** §6: fraud is looked into after the payment, and only a 1 lets the goods go. */
function toPaid(answer: PaymentAnswer): RetrieveReply {
  const { paymentId, currency, fraudStatus } = answer;
  if (paymentId === null || currency === null || !isCurrencyCode(currency))
    return noAnswer('incomplete_answer');
  const said = { evidence: toEvidence(answer), settlement: toSettlement(answer, currency) };
  switch (fraudStatus) {
    case '1':
      return { kind: 'paid', ...said };
    case '0':
      return { kind: 'in_review', ...said };
    case '-1':
      return { kind: 'rejected', code: '-1', text: textOf(answer) };
    default:
      return noAnswer('incomplete_answer');
  }
}

/**
 * A failure is of the last try, or says that there was none: what an unpaid page answers is not published, so every code that
 * is neither a bank's nor trouble of the provider or of our keys means «not paid» (§6). None of them closes the page.
 */
function toFailure(heard: Heard<PaymentAnswer> & { kind: 'failure' }): RetrieveReply {
  const { verdict, code, text } = heard;
  if (verdict.kind === 'declined') {
    return { kind: 'declined_so_far', reason: verdict.reason, code: code ?? '', text };
  }
  if (isOfBank(code)) return { kind: 'declined_so_far', reason: 'other', code: code ?? '', text };
  const isTrouble = verdict.kind === 'turned_away' || verdict.kind === 'too_many' || isSystemError(code);
  return isTrouble ? silenceOf(heard) : { kind: 'not_paid' };
}

function isSystemError(code: string | null): boolean {
  return code === '1' || code === '2';
}

function noAnswer(cause: 'unreadable_answer' | 'incomplete_answer'): RetrieveReply {
  return { kind: 'no_answer', cause, retryAfterMs: null };
}
