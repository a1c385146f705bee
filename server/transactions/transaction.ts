import type { TransactionFlag, TransactionKind, TransactionState } from '#db/schema/transactions.ts';
import type { CalledOutcome } from '#server/gateways/callback.ts';
import type { OpenPageReply, RetrieveReply } from '#server/gateways/hosted-gateway.ts';
import type { Evidence, OperationReply, QueryReply, Session } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { Money } from '#server/kernel/money.ts';
import { decideApproval } from './approval-rule.ts';
import { decideCallback, decideHint, decideNotUndone, decideUndone } from './callback-rule.ts';
import { type Decision, decideByHand } from './decision-rule.ts';
import { askAgainAt, contradiction, final, isReported, type Move, type Outcome, unknown } from './moves.ts';
import { decidePage, decidePageOpened, type PageSituation } from './page-rule.ts';
import type { TimelineEntry } from './timeline.ts';

/** What the rule needs to know of a transaction; a picture of its row. */
export type Situation = {
  kind: TransactionKind;
  state: TransactionState;
  flags: readonly TransactionFlag[];
  reference: string;
  providerDeviceId: string;
  amount: Money;
  createdAt: Date;
  sentAt: Date | null;
  unknownSince: Date | null;
  queryCount: number;
  firstNotFoundAt: Date | null;
  /** The provider refused it but one query has to agree before we believe it (F13). */
  refusal: Outcome | null;
  /** The answer at hand names a payment that another sale of ours already is. */
  isPaymentTaken: boolean;
  /** What the provider calls it, as far as that was told. */
  sessionId: string | null;
  /** The callback at hand names a session that another operation of ours already is. */
  isSessionTaken: boolean;
  /** It was undone before anybody here knew that it was approved. */
  isUndone: boolean;
  /** It stands as it does on a person's word; asked for only when news of its provider comes after its end. */
  isByHand: boolean;
  /** It was approved, and a person found out that no card was charged: a void was booked against it. */
  isDeniedByHand: boolean;
  /** A void of it is on its way. */
  isVoidRunning: boolean;
  /** The provider can be asked about it. */
  canQuery: boolean;
  /** How its result comes. */
  resultBy: 'answer' | 'callback';
  /** The page it is paid on; null for everything that is not paid on one. */
  page: PageSituation | null;
};

/** Everything that can happen to a transaction. */
export type TransactionEvent =
  /** `callbackHash`: of the secret in the address its result will be sent to, where it comes by a callback. */
  | { kind: 'claimed'; workerKey: number; callbackHash?: string | null }
  | { kind: 'expired_unsent' }
  | { kind: 'worker_lost' }
  | { kind: 'replied'; reply: OperationReply }
  | { kind: 'queried'; reply: QueryReply }
  /** A page was asked for, on which it is to be paid. */
  | { kind: 'page_asked_for'; reply: OpenPageReply }
  /** The provider said what became of its page. */
  | { kind: 'page_read'; reply: RetrieveReply }
  | { kind: 'called_back'; said: CalledOutcome }
  /** The provider says that there is news, and proves nothing; held: news that a person has to confirm. */
  | { kind: 'hinted'; isHeld?: boolean }
  /** Of a void: its sale was called back as undone, or as one that cannot be. */
  | { kind: 'undone'; evidence: Evidence }
  | { kind: 'not_undone'; code: string; text: string | null }
  /** A person found out what became of it. */
  | { kind: 'decided'; decision: Decision }
  /** The time in which its result should have come, or a doubt should have cleared up, is over. */
  | { kind: 'silence' };

/** Waiting times of the rule, from the configuration. */
export type Patience = {
  /** How long a device may still be working on something whose answer is lost. */
  waitingWindowMs: number;
  notFoundGapMs: number;
  /** How long after its delivery a result may take that comes by a callback, and one of a void. */
  callbackWindowMs: number;
  voidWindowMs: number;
  /** How long a doubtful refusal is waited out where nobody can be asked (F13). */
  doubtWindowMs: number;
  /** How often a page is asked about while it can be paid. */
  pageAskMs: number;
};

/** A transaction that no worker took within this time is never sent later by itself (K2). */
export const UNSENT_EXPIRES_MS = 30_000;

/** Whether nothing can happen any more, but for a late proof of a charge (INV-7). */
export function isFinal(state: TransactionState): boolean {
  switch (state) {
    case 'approved':
    case 'declined':
    case 'failed':
    case 'cancelled':
      return true;
    case 'created':
    case 'sending':
    case 'awaiting':
    case 'unknown':
      return false;
    default:
      return assertNever(state);
  }
}

/**
 * The one rule by which transactions move: state and event in, what to write out; null when the event changes nothing
 * (a copy, or out of order). Pure.
 */
export function decide(now: Situation, event: TransactionEvent, at: Date, patience: Patience): Move | null {
  switch (event.kind) {
    case 'claimed':
      if (now.state !== 'created' || at.getTime() - now.createdAt.getTime() >= UNSENT_EXPIRES_MS) return null;
      return {
        state: 'sending',
        workerKey: event.workerKey,
        ...(event.callbackHash ? { callbackHash: event.callbackHash } : {}),
        timeline: { kind: 'sending' },
      };
    case 'expired_unsent':
      if (now.state !== 'created') return null;
      return final('failed', { reason: 'not_sent_in_time', code: null, text: null });
    case 'worker_lost':
      if (now.state !== 'sending') return null;
      // No money moves before somebody has the page, and nobody has this one.
      if (now.page) return final('failed', { reason: 'page_not_opened', code: null, text: null });
      return unknown({ reason: 'interrupted', code: null, text: null }, at, now.canQuery ? at : null);
    case 'replied':
      return decideReply(now, event.reply, at, patience);
    case 'queried':
      return decideQuery(now, event.reply, at, patience);
    case 'page_asked_for':
      return now.page && decidePageOpened(now, now.page, event.reply, at, patience);
    case 'page_read':
      return now.page && decidePage(now, now.page, event.reply, at, patience);
    case 'called_back':
      return decideCallback(now, event.said, at);
    case 'hinted':
      return decideHint(now, event.isHeld === true, at);
    case 'undone':
      return decideUndone(now, event.evidence);
    case 'not_undone':
      return decideNotUndone(now, event);
    case 'decided':
      return decideByHand(now, event.decision);
    case 'silence':
      return decideSilence(now, at, patience);
    default:
      return assertNever(event);
  }
}

function decideReply(now: Situation, reply: OperationReply, at: Date, patience: Patience): Move | null {
  if (reply.kind === 'approved') return decideApproval(now, reply.evidence, at);
  if (reply.kind === 'delivered') return decideDelivery(now, reply.session, at, patience);
  // A reply that lost the race against the resolver may still settle an unknown, never a final state.
  if (now.state !== 'sending' && now.state !== 'unknown') return decideLateReply(now, reply);
  switch (reply.kind) {
    case 'declined':
    case 'refused': {
      const outcome = { reason: reply.reason, code: reply.code, text: reply.text };
      if (isReported(now)) return decideOpposedReply(now, outcome, at);
      if (reply.kind === 'declined') return final('declined', outcome);
      if (!reply.confirm) return final('failed', outcome);
      return unknown(outcome, at, now.canQuery ? at : new Date(at.getTime() + patience.doubtWindowMs));
    }
    case 'not_sent':
      return final('failed', { reason: reply.reason, code: null, text: null });
    case 'unknown_outcome': {
      if (now.state === 'unknown') return null;
      const next = now.canQuery ? askAgainAt(at, at, 0) : null;
      return unknown({ reason: reply.cause, code: reply.code, text: reply.text }, at, next);
    }
    default:
      return assertNever(reply);
  }
}

/** A «no» in the answer to what was called back before as carried out: who is right, a person says. */
function decideOpposedReply(now: Situation, outcome: Outcome, at: Date): Move {
  const said = contradiction(['answer']);
  if (now.state === 'unknown') return said;
  return { ...unknown(outcome, at, now.canQuery ? at : null), addFlags: said.addFlags };
}

/** The provider has it, and calls back; what it called back already is never undone by that (§6.6 of such a protocol). */
function decideDelivery(now: Situation, session: Session | null, at: Date, patience: Patience): Move | null {
  const isUnlike = session !== null && now.sessionId !== null && session.id !== now.sessionId;
  const isOther = isUnlike || (session !== null && now.isSessionTaken);
  // What was called back, or another operation, has the session that was delivered: one may still be alive on the device.
  if (isOther) return contradiction(['session'], ['check_device']);
  const known = session ? { session } : {};
  if (now.state !== 'sending')
    return session ? { state: null, ...known, timeline: { kind: 'delivered' } } : null;
  const windowMs = now.kind === 'void' ? patience.voidWindowMs : patience.callbackWindowMs;
  return {
    state: 'awaiting',
    ...known,
    nextQueryAt: new Date(at.getTime() + windowMs),
    timeline: { kind: 'delivered' },
  };
}

/** A «no» that comes after the result was called back, or decided by a person, disagrees with an approval. */
function decideLateReply(now: Situation, reply: OperationReply): Move | null {
  const isNo = reply.kind === 'declined' || reply.kind === 'refused';
  const mayDisagree = now.resultBy === 'callback' || now.isByHand;
  return isNo && mayDisagree && now.state === 'approved' ? contradiction(['answer']) : null;
}

function decideSilence(now: Situation, at: Date, patience: Patience): Move | null {
  if (now.state === 'awaiting') {
    const windowMs = now.kind === 'void' ? patience.voidWindowMs : patience.callbackWindowMs;
    if (now.sentAt && at.getTime() < now.sentAt.getTime() + windowMs) return null;
    return unknown({ reason: 'no_callback', code: null, text: null }, at, now.canQuery ? at : null);
  }
  // Where somebody can be asked, silence says nothing.
  const { refusal } = now;
  if (now.state !== 'unknown' || !refusal || now.canQuery) return null;
  if (!isOpposed(now)) return unopposed(refusal);
  return { state: null, nextQueryAt: null, timeline: { kind: 'unknown', ...refusal } };
}

/** Whether something was reported that a refusal does not go with, and that only a person can judge. */
function isOpposed({ flags }: Situation): boolean {
  return flags.includes('contradiction') || isReported({ flags });
}

/** A refusal nothing spoke against. It may still be on the device all the same. */
function unopposed(refusal: Outcome): Move {
  return { ...final('failed', refusal), addFlags: ['check_device'] };
}

function decideQuery(now: Situation, reply: QueryReply, at: Date, patience: Patience): Move | null {
  if (reply.kind === 'approved') {
    const move = decideApproval(now, reply.evidence, at);
    return move && { ...move, countsAsQuery: true };
  }
  if (now.state !== 'unknown' && now.state !== 'awaiting') {
    const disagrees = now.isByHand && now.state === 'approved' && reply.kind === 'declined';
    return disagrees ? contradiction(['answer']) : null;
  }
  // A record of one who calls back may be an older one than what was called back; who answers is asked for the last word.
  if (reply.kind === 'declined' && now.resultBy === 'callback' && isReported(now))
    return decideNoAnswer(now, 'ambiguous_answer', null, at);
  switch (reply.kind) {
    case 'declined':
      return {
        ...final('declined', { reason: reply.reason, code: reply.code, text: reply.text }),
        countsAsQuery: true,
      };
    case 'no_answer':
      return decideNoAnswer(now, reply.cause, reply.retryAfterMs, at);
    case 'not_found':
      return decideNotFound(now, at, patience);
    case 'no_record':
      return decideNoRecord(now, at, patience);
    default:
      return assertNever(reply);
  }
}

/** Nothing was said that could be relied on: it is asked again. */
function decideNoAnswer(now: Situation, cause: string, retryAfterMs: number | null, at: Date): Move {
  const next = askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1);
  return {
    state: null,
    countsAsQuery: true,
    nextQueryAt: later(next, retryAfterMs, at),
    timeline: { kind: 'asked', answer: 'no_answer', cause },
  };
}

/** Nothing was found where that proves nothing: it never settles anything but a doubt that was waited out. */
function decideNoRecord(now: Situation, at: Date, patience: Patience): Move {
  const doubtEnds = new Date((now.unknownSince ?? at).getTime() + patience.doubtWindowMs);
  if (now.refusal && at >= doubtEnds && !isOpposed(now))
    return { ...unopposed(now.refusal), countsAsQuery: true };
  const next = askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1);
  return {
    state: null,
    countsAsQuery: true,
    nextQueryAt: now.refusal && next && next > doubtEnds ? doubtEnds : next,
    timeline: { kind: 'asked', answer: 'no_record' },
  };
}

/** «Not found» is believed after the window in which the device may still work, and only when said twice (F16). */
function decideNotFound(now: Situation, at: Date, patience: Patience): Move {
  if (now.refusal) return { ...final('failed', now.refusal), countsAsQuery: true };
  const windowEnds = new Date((now.sentAt ?? now.createdAt).getTime() + patience.waitingWindowMs);
  const timeline: TimelineEntry = { kind: 'asked', answer: 'not_found' };
  if (at < windowEnds) {
    const next = askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1);
    return {
      state: null,
      countsAsQuery: true,
      nextQueryAt: next && next < windowEnds ? next : windowEnds,
      timeline,
    };
  }
  if (!now.firstNotFoundAt) {
    const next = new Date(at.getTime() + patience.notFoundGapMs);
    return { state: null, countsAsQuery: true, firstNotFoundAt: at, nextQueryAt: next, timeline };
  }
  const enough = new Date(now.firstNotFoundAt.getTime() + patience.notFoundGapMs);
  if (at < enough) return { state: null, countsAsQuery: true, nextQueryAt: enough, timeline };
  return { ...final('failed', { reason: 'not_found', code: null, text: null }), countsAsQuery: true };
}

function later(planned: Date | null, retryAfterMs: number | null, at: Date): Date | null {
  const asked = new Date(at.getTime() + (retryAfterMs ?? 0));
  return planned && asked > planned ? asked : planned;
}
