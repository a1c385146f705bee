import { parseDecimal } from '#server/kernel/money.ts';
import type { HostedReturn } from '../hosted-gateway.ts';
import type { QueryReply, UnknownCause } from '../terminal-gateway.ts';
import { returnedMinor } from './give-back.ts';
import { type Heard, silenceOf } from './hear.ts';
import { dayOf, readTime } from './provider-time.ts';
import { NOTHING_SAID } from './settlement.ts';
import type { DetailsAnswer, ReportedPayment } from './wire.ts';

/** What the report on a payment says was given back of it, cancellations and refunds alike. */
type Returned = {
  reference: string | null;
  refundPrice: string | null;
  refundStatus: string | null;
  createdDate: string | null;
  currencyCode: string | null;
  authCode: string | null;
  hostReference: string | null;
};

/**
 * Whether an earlier cancellation or refund was carried out, by what the provider reports of its payment (§9, §13): entries
 * carry the conversation under which they were asked for, which is our own reference. None of ours means «not found» only
 * where every entry says whose it is.
 */
export function toQueryReply(heard: Heard<DetailsAnswer>, wish: HostedReturn): QueryReply {
  if (heard.kind !== 'success') return silenceOf(heard);
  const { conversationId, payments } = heard.answer;
  // An echo of another question is an answer to another question (F11).
  if (conversationId !== null && conversationId !== wish.reference) return noAnswer('unreadable_answer');
  const payment = (payments ?? []).find(({ paymentId }) => paymentId === wish.payment.providerPaymentId);
  // It was paid there: a report without it is no report of it yet.
  if (!payment) return noAnswer('incomplete_answer');
  const entries = returnsOf(payment, wish);
  const ours = entries.filter(({ reference }) => reference === wish.reference);
  if (ours.length === 0) {
    const isWhole = entries.every(({ reference }) => reference !== null) && isBalanced(payment);
    return isWhole ? { kind: 'not_found' } : noAnswer('ambiguous_answer');
  }
  const worth = ours.map((entry) => worthOf(entry, payment));
  if (worth.every((each) => each === 'done')) return toApproved(ours, payment, wish);
  return worth.every((each) => each === 'not_done')
    ? { kind: 'declined', reason: 'other', code: ours[0]?.refundStatus ?? '', text: null }
    : noAnswer('ambiguous_answer');
}

function returnsOf(payment: ReportedPayment, wish: HostedReturn): Returned[] {
  if (wish.kind === 'cancel') {
    return (payment.cancels ?? []).map((cancel) => ({ ...cancel, reference: cancel.cancelConversationId }));
  }
  return (payment.itemTransactions ?? []).flatMap((item) =>
    (item.refunds ?? []).map((refund) => ({ ...refund, reference: refund.refundConversationId })),
  );
}

/** A payment of which something went back has to say what. */
function isBalanced({ paymentRefundStatus, cancels, itemTransactions }: ReportedPayment): boolean {
  const count =
    (cancels ?? []).length + (itemTransactions ?? []).flatMap((item) => item.refunds ?? []).length;
  return count > 0 || paymentRefundStatus === null || paymentRefundStatus === 'NOT_REFUNDED';
}

/** The words of a return's state are not published; where it says none that is plain, the state of the payment has to agree. */
function worthOf(
  { refundStatus }: Returned,
  { paymentRefundStatus }: ReportedPayment,
): 'done' | 'not_done' | 'open' {
  if (refundStatus === '1' || refundStatus?.toUpperCase() === 'SUCCESS') return 'done';
  if (refundStatus === '-1' || refundStatus?.toUpperCase() === 'FAILURE') return 'not_done';
  const isReturned =
    paymentRefundStatus === 'TOTALLY_REFUNDED' || paymentRefundStatus === 'PARTIALLY_REFUNDED';
  return isReturned && refundStatus !== '0' ? 'done' : 'open';
}

/** A refund of the payment as a whole is spread over its items, each with an entry of its own. */
function toApproved(ours: readonly Returned[], payment: ReportedPayment, wish: HostedReturn): QueryReply {
  const { currency } = wish.payment.amount;
  const [first] = ours;
  const told = ours.map(({ currencyCode }) => currencyCode ?? payment.currency ?? currency);
  if (told.some((each) => each !== currency)) return noAnswer('unreadable_answer');
  const parts = ours.map(({ refundPrice }) => refundPrice && parseDecimal(refundPrice, currency));
  if (!parts.every((part) => typeof part === 'object' && part !== null)) return noAnswer('incomplete_answer');
  const sum = parts.reduce((total, part) => total + part.minor, 0);
  const providerAt = readTime(first?.createdDate ?? null);
  return {
    kind: 'approved',
    evidence: {
      ...NOTHING_SAID,
      reference: wish.reference,
      amountMinor: returnedMinor(sum, wish),
      currency,
      providerPaymentId: payment.paymentId,
      providerDate: dayOf(providerAt),
      authCode: first?.authCode ?? null,
      rrn: first?.hostReference ?? null,
      providerAt,
    },
  };
}

function noAnswer(cause: UnknownCause): QueryReply {
  return { kind: 'no_answer', cause, retryAfterMs: null };
}
