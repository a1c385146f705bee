import type {
  Evidence,
  QueryReply,
  RefundableReply,
  TerminalOperation,
  UnknownCause,
} from '../terminal-gateway.ts';
import { toEvidence } from './evidence.ts';
import type { QueryTarget } from './requests.ts';
import { causeOf, type Heard, toQueryReply } from './translate.ts';
import type { FiscalModel, PaymentAnswer } from './wire.ts';

/** What can be asked about an operation. */
export type Questions = {
  ask(target: QueryTarget): Promise<Heard<PaymentAnswer> | NotAsked>;
  /** 507 only: what of the sale can still go back. */
  askRefundable(): Promise<RefundableReply>;
};

/** The question could not be put: nobody is signed in. */
export type NotAsked = { kind: 'not_asked'; cause: 'unreachable' | 'sign_in_failed' };

type Approved = { kind: 'approved'; evidence: Evidence };
type FollowUp = TerminalOperation & { kind: 'void' | 'refund' };
type Capture = TerminalOperation & { kind: 'capture' };

/**
 * Finds out what became of an operation (§4.2, §5.2). There is no state field: a sale that
 * was voided or refunded shows a host reference of that. A void or refund is «not found» only when its sale agrees that
 * nothing was taken back, because believing it wrongly gives the money back twice; a capture only when the payment agrees
 * that it still is a hold, or was captured under another reference.
 */
export async function queryOperation(
  model: FiscalModel,
  operation: TerminalOperation,
  questions: Questions,
): Promise<QueryReply> {
  const { reference, providerDeviceId } = operation;
  const heard = await questions.ask({ by: 'reference', reference, providerDeviceId });
  if (heard.kind === 'not_asked') return noAnswer(heard.cause);
  const own = toQueryReply(heard, operation);
  if (!('original' in operation) || own.kind === 'declined' || own.kind === 'no_answer') return own;
  const answer = heard.kind === 'success' ? heard.answer : null;
  if (own.kind === 'approved') {
    // Asked by the reference of the void or refund, a provider may answer with the sale it belongs to. Anybody
    // else's reference is for the binding rule to refuse (F11).
    const { reference: named } = own.evidence;
    if (named !== operation.reference && named !== operation.original.reference) return own;
  }
  const isNamed = own.kind === 'approved' && own.evidence.reference === operation.reference;
  if (operation.kind === 'capture') return isNamed ? own : checkWithHold(operation, questions);
  const isMarked = answer !== null && markOf(operation, answer) !== null;
  const known = isNamed ? own : null;
  if (operation.kind === 'refund' && model === '507') {
    return known && isMarked && !isPriceOfSale(operation, known)
      ? known
      : checkWhatIsLeft(operation, known, questions);
  }
  if (known && isMarked) return known;
  // No host ever hears of cash, so neither a void of it nor its sale bears a mark.
  return operation.original.paymentType === 'cash'
    ? checkWhatIsLeft(operation, known, questions)
    : checkWithSale(model, operation, known, questions);
}

/** The mark a carried-out void or refund leaves on its sale, and bears itself. */
function markOf(operation: FollowUp, answer: PaymentAnswer): string | null {
  return operation.kind === 'void' ? answer.cancelHostReference : answer.refundHostReference;
}

/** Whether an answer about a partial refund quotes the price of the sale, as the sale itself would. */
function isPriceOfSale({ amount, original }: FollowUp, { evidence }: Approved): boolean {
  return evidence.amountMinor === priceOf(original) && evidence.amountMinor !== amount.minor;
}

/** What the lines of the sale cost: what can go back of it by lines, unlike a surcharge. */
function priceOf({ amount, surchargeMinor }: FollowUp['original']): number {
  return amount.minor - surchargeMinor;
}

/**
 * The payment of a capture is that of its hold: what stands behind it is the hold or the capture, and the reference tells
 * which. Believed wrongly, «not found» costs nobody anything: a hold is captured once, whoever asks again.
 */
async function checkWithHold(operation: Capture, questions: Questions): Promise<QueryReply> {
  const { providerPaymentId } = operation.original;
  const heard = await questions.ask({ by: 'payment', providerPaymentId });
  if (heard.kind !== 'success') return noAnswer(causeOfSilence(heard));
  if (heard.answer.paymentId !== providerPaymentId) return noAnswer('unreadable_answer');
  const named = heard.answer.transactionReferenceId;
  if (named === null) return noAnswer('incomplete_answer');
  return named === operation.reference
    ? { kind: 'approved', evidence: toEvidence(heard.answer, operation) }
    : { kind: 'not_found' };
}

/** The sale of a void or refund with what became of it; 509 can be asked for exactly this one (§5.2). */
async function askSale(model: FiscalModel, { original }: FollowUp, questions: Questions) {
  const { providerPaymentId, reference } = original;
  if (model === '507') return questions.ask({ by: 'payment', providerPaymentId });
  const heard = await questions.ask({ by: 'payment_and_reference', providerPaymentId, reference });
  // Whether the reference has to be that of the sale is not written anywhere; the payment id alone is.
  const isUnknown = heard.kind === 'failure' && heard.verdict.kind === 'not_found';
  return isUnknown ? questions.ask({ by: 'payment', providerPaymentId }) : heard;
}

/** `known`: the answer that names our reference, if one did. */
async function checkWithSale(
  model: FiscalModel,
  operation: FollowUp,
  known: Approved | null,
  questions: Questions,
): Promise<QueryReply> {
  const { providerPaymentId, refundedMinor, isVoided } = operation.original;
  const heard = await askSale(model, operation, questions);
  if (heard.kind !== 'success') return noAnswer(causeOfSilence(heard));
  if (heard.answer.paymentId !== providerPaymentId) return noAnswer('unreadable_answer');
  const mark = markOf(operation, heard.answer);
  if (known) {
    if (mark === null) return noAnswer('incomplete_answer');
    return { kind: 'approved', evidence: { ...known.evidence, rrn: known.evidence.rrn ?? mark } };
  }
  if (mark === null) return { kind: 'not_found' };
  if (operation.kind === 'void') {
    // The mark is that of the void our book knows, and a sale is voided once.
    if (isVoided) return { kind: 'not_found' };
    // Voided, but nothing says by whom: a cashier can void at the device too. Without a reference it is no proof of
    // ours, so the binding rule keeps it open for a person.
    return {
      kind: 'approved',
      evidence: { ...toEvidence(heard.answer, operation), reference: null, rrn: mark },
    };
  }
  // The mark may be that of an earlier refund of ours; a first refund that finds one there is in doubt.
  return refundedMinor > 0 ? { kind: 'not_found' } : noAnswer('incomplete_answer');
}

/**
 * 507 says what can still go back, so the difference to our own book tells whether this refund or void happened. It does not
 * tell whose it was (another refund of the same amount may be open, or be made at the device): only an answer that
 * names our reference gives the evidence one.
 */
async function checkWhatIsLeft(
  operation: FollowUp,
  known: Approved | null,
  questions: Questions,
): Promise<QueryReply> {
  const left = await questions.askRefundable();
  if (left.kind === 'no_answer') return noAnswer(left.cause);
  const { amount, original } = operation;
  if (left.kind === 'not_found') {
    // A sale in parts that is not completed has no lines to give back yet: of its cash only the void's own reference tells.
    const isOpen = operation.kind === 'void' && original.partOf;
    return isOpen ? (known ?? { kind: 'not_found' }) : noAnswer('incomplete_answer');
  }
  const sold = original.partOf ?? { amountMinor: priceOf(original), refundedMinor: original.refundedMinor };
  // What another void took back is accounted for, unless this one is named as well: then two say that they did it.
  const voidedMinor = original.isVoided && !known ? priceOf(original) : 0;
  const unaccounted = sold.amountMinor - left.totalMinor - sold.refundedMinor - voidedMinor;
  if (!known && unaccounted === 0) return { kind: 'not_found' };
  if (unaccounted !== amount.minor) return noAnswer('incomplete_answer');
  const moved = { amountMinor: unaccounted, currency: amount.currency };
  return {
    kind: 'approved',
    evidence: known ? { ...known.evidence, ...moved } : { ...NOTHING_KNOWN, ...moved },
  };
}

const NOTHING_KNOWN: Evidence = {
  reference: null,
  providerDeviceId: null,
  amountMinor: null,
  currency: null,
  providerPaymentId: null,
  providerDate: null,
  authCode: null,
  rrn: null,
  stan: null,
  batchNumber: null,
  acquirerId: null,
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: null,
  last4: null,
  cardType: null,
  saleNumber: null,
  entryMode: null,
  providerAt: null,
};

function causeOfSilence(
  heard: Exclude<Heard<PaymentAnswer> | NotAsked, { kind: 'success' }>,
): UnknownCause | NotAsked['cause'] {
  switch (heard.kind) {
    case 'not_asked':
    case 'open':
      return heard.cause;
    case 'not_sent':
      return 'unreachable';
    case 'failure':
      return causeOf(heard.verdict);
  }
}

function noAnswer(cause: UnknownCause | NotAsked['cause']): QueryReply {
  return { kind: 'no_answer', cause, retryAfterMs: null };
}
