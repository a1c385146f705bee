import type { HostedReturn } from '../hosted-gateway.ts';
import type { Evidence, OperationReply, UnknownCause } from '../terminal-gateway.ts';
import { signedDecimal } from './decimal.ts';
import type { Heard } from './hear.ts';
import { dayOf, readInstant } from './provider-time.ts';
import { moneyIn, NOTHING_SAID } from './settlement.ts';
import { answerSignature, isSame } from './sign.ts';
import type { ReturnAnswer } from './wire.ts';

/** What came of a cancellation or refund (F1 to F13). Anything short of a proper yes or a documented no is open. */
export function toOperationReply(
  heard: Heard<ReturnAnswer>,
  wish: HostedReturn,
  secretKey: string,
): OperationReply {
  switch (heard.kind) {
    case 'not_sent':
      return { kind: 'not_sent', reason: 'unreachable', detail: heard.detail };
    case 'open':
      return { kind: 'unknown_outcome', cause: heard.cause, code: heard.code, text: heard.text };
    case 'success': {
      const flaw = flawOf(heard.answer, wish, secretKey);
      return flaw ? unknown(flaw) : { kind: 'approved', evidence: toEvidence(heard.answer, wish) };
    }
    case 'failure':
      return toFailure(heard, wish);
  }
}

function toFailure(heard: Heard<ReturnAnswer> & { kind: 'failure' }, wish: HostedReturn): OperationReply {
  const { verdict, text, answer } = heard;
  const code = heard.code ?? '';
  // F11: a no to somebody else says nothing about ours.
  const { conversationId } = answer;
  if (isOfOther(answer, wish) || (conversationId !== null && conversationId !== wish.reference)) {
    return { kind: 'unknown_outcome', cause: 'unreadable_answer', code, text };
  }
  switch (verdict.kind) {
    case 'declined':
      return { kind: 'declined', reason: verdict.reason, code, text };
    case 'refused':
      return { kind: 'refused', reason: verdict.reason, code, text, confirm: verdict.confirm };
    case 'turned_away':
      return { kind: 'refused', reason: 'sign_in_failed', code, text, confirm: false };
    case 'too_many':
      return { kind: 'refused', reason: 'provider_refused', code, text, confirm: true };
    case 'unknown':
      // §8: that it may be repeated means that it was not done.
      return answer.retryable === true
        ? { kind: 'refused', reason: 'provider_refused', code, text, confirm: true }
        : { kind: 'unknown_outcome', cause: verdict.cause, code, text };
  }
}

/** What a success lacks to be believed; null when it is whole. Which conversation and amount it names is for the rule. */
function flawOf(answer: ReturnAnswer, wish: HostedReturn, secretKey: string): UnknownCause | null {
  if (answer.paymentId === null || answer.price === null) return 'incomplete_answer';
  if (moneyIn({ ...answer, currency: answer.currency ?? currencyOf(wish) }).amountMinor === null) {
    return 'unreadable_answer';
  }
  if (isOfOther(answer, wish)) return 'unreadable_answer';
  return wish.kind === 'cancel' || signatureForm(answer, wish, secretKey) !== null
    ? null
    : 'unreadable_answer';
}

function isOfOther(answer: ReturnAnswer, wish: HostedReturn): boolean {
  const { paymentId, paymentTransactionId } = answer;
  const itemId = wish.kind === 'refund' ? wish.providerItemId : null;
  return (
    (paymentId !== null && paymentId !== wish.payment.providerPaymentId) ||
    (itemId !== null && paymentTransactionId !== null && paymentTransactionId !== itemId)
  );
}

/**
 * How a refund is signed (§7), null when it is not. For a refund of the payment as a whole the sources differ, so both are
 * right; which one it was is kept with the call.
 */
export function signatureForm(
  answer: ReturnAnswer,
  wish: HostedReturn,
  secretKey: string,
): 'with the amount' | 'ids alone' | null {
  const { paymentId, price, currency, conversationId, signature } = answer;
  const amount = price === null ? null : signedDecimal(price);
  const whole = answerSignature(secretKey, [paymentId, amount, currency, conversationId]);
  if (isSame(whole, signature)) return 'with the amount';
  const ofPayment = wish.kind === 'refund' && wish.providerItemId === null;
  const short = answerSignature(secretKey, [paymentId, conversationId]);
  return ofPayment && isSame(short, signature) ? 'ids alone' : null;
}

function toEvidence(answer: ReturnAnswer, wish: HostedReturn): Evidence {
  const providerAt = readInstant(answer.systemTime);
  const { cancelHostReference, refundHostReference, hostReference } = answer;
  const money = moneyIn(answer);
  return {
    ...NOTHING_SAID,
    reference: answer.conversationId,
    ...money,
    amountMinor: returnedMinor(money.amountMinor, wish),
    providerPaymentId: answer.paymentId,
    providerDate: dayOf(providerAt),
    authCode: answer.authCode,
    rrn: (wish.kind === 'cancel' ? cancelHostReference : refundHostReference) ?? hostReference,
    providerAt,
  };
}

/** A cancellation names all that was paid, and takes back the payment it was for. */
export function returnedMinor(minor: number | null, wish: HostedReturn): number | null {
  const { amount, paidMinor } = wish.payment;
  return wish.kind === 'cancel' && minor === paidMinor ? amount.minor : minor;
}

function currencyOf(wish: HostedReturn) {
  return wish.payment.amount.currency;
}

function unknown(cause: UnknownCause): OperationReply {
  return { kind: 'unknown_outcome', cause, code: null, text: null };
}
