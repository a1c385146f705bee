import type { SplitSaleState } from '#db/schema/split-sales.ts';
import type { SplitCompletionReply, SplitQueryReply, SplitStartReply } from '#server/gateways/split-sales.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { equals, type Money } from '#server/kernel/money.ts';
import { askAgainAt, type Outcome } from '#server/transactions/moves.ts';
import { type Patience, UNSENT_EXPIRES_MS } from '#server/transactions/transaction.ts';

/** What the rule needs to know of a split sale; a picture of its row. */
export type SplitSituation = {
  state: SplitSaleState;
  reference: string;
  providerDeviceId: string;
  amount: Money;
  paidMinor: number;
  reservedMinor: number;
  createdAt: Date;
  sentAt: Date | null;
  unknownSince: Date | null;
  queryCount: number;
  firstNotFoundAt: Date | null;
  /** The provider refused the completion, but one query has to agree before we believe it (F13). */
  refusal: Outcome | null;
};

/** Everything that can happen to a split sale, but for the payments themselves. */
export type SplitEvent =
  | { kind: 'claimed'; workerKey: number }
  | { kind: 'expired_unsent' }
  | { kind: 'worker_lost' }
  | { kind: 'start_replied'; reply: SplitStartReply }
  | { kind: 'completion_wished' }
  | { kind: 'completion_replied'; reply: SplitCompletionReply }
  | { kind: 'queried'; reply: SplitQueryReply }
  /** What was taken goes back, by a void that is just being opened; `isNothingTaken`: there is nothing to give back. */
  | { kind: 'given_up'; isNothingTaken: boolean }
  /** A payment could not be given back by itself: a person has to look. */
  | { kind: 'void_impossible'; obstacle: string }
  | { kind: 'taken_up_again' };

/** What to write when an event moves a split sale or teaches something about it. */
export type SplitMove = {
  /** The state after; the same when the event only taught something. */
  state: SplitSaleState;
  outcome?: Outcome | null;
  evidence?: Evidence;
  saleNumber?: string;
  workerKey?: number;
  addFlag?: 'contradiction';
  /** Null: nothing is unknown any more, and the next completion is asked about from the beginning. */
  unknownSince?: Date | null;
  /** When its next step is due without anybody doing anything; null: never. */
  nextQueryAt?: Date | null;
  countsAsQuery?: boolean;
  firstNotFoundAt?: Date;
};

/** Why the start is over though nobody knows what became of it; its sentence says what the device may still show. */
const START_LOST = 'start_lost';

/** Whether nothing can happen to it any more. */
export function isOver(state: SplitSaleState): boolean {
  switch (state) {
    case 'completed':
    case 'given_up':
    case 'failed':
      return true;
    case 'requested':
    case 'starting':
    case 'open':
    case 'completion_requested':
    case 'completing':
    case 'completion_unknown':
    case 'giving_up':
      return false;
    default:
      return assertNever(state);
  }
}

/** What is neither paid nor held by a payment that runs, in minor units; never below zero. */
export function remainingMinor(sums: {
  amountMinor: number;
  paidMinor: number;
  reservedMinor: number;
}): number {
  return Math.max(0, sums.amountMinor - sums.paidMinor - sums.reservedMinor);
}

/**
 * The one rule by which split sales move: situation and event in, what to write out; null when the event changes nothing
 * (a copy, out of order, or not allowed in this state). Pure.
 */
export function decideSplit(
  now: SplitSituation,
  event: SplitEvent,
  at: Date,
  patience: Patience,
): SplitMove | null {
  switch (event.kind) {
    case 'claimed':
      return decideClaim(now, event.workerKey, at);
    case 'expired_unsent':
      return now.state === 'requested' ? failed('not_sent_in_time') : null;
    case 'worker_lost':
      // A start takes no money: when its answer is lost it is over, and asking would find nothing either way.
      if (now.state === 'starting') return failed(START_LOST);
      return now.state === 'completing' ? unknown(of('interrupted'), at, at) : null;
    case 'start_replied':
      return now.state === 'starting' ? decideStart(event.reply) : null;
    case 'completion_wished':
      if (now.state !== 'open' || !isPaid(now)) return null;
      return { state: 'completion_requested', outcome: null, unknownSince: null, nextQueryAt: at };
    case 'completion_replied':
      return decideCompletion(now, event.reply, at);
    case 'queried':
      return decideQuery(now, event.reply, at, patience);
    case 'given_up':
      return decideGivenUp(now, event.isNothingTaken);
    case 'void_impossible':
      if (now.state !== 'giving_up') return null;
      return { state: 'giving_up', outcome: of(event.obstacle), nextQueryAt: null };
    case 'taken_up_again':
      if (now.state !== 'giving_up') return null;
      return { state: 'open', outcome: null, nextQueryAt: null };
    default:
      return assertNever(event);
  }
}

function decideClaim(now: SplitSituation, workerKey: number, at: Date): SplitMove | null {
  if (now.state === 'completion_requested') return { state: 'completing', workerKey, nextQueryAt: null };
  if (now.state !== 'requested') return null;
  const isLate = at.getTime() - now.createdAt.getTime() >= UNSENT_EXPIRES_MS;
  return isLate ? null : { state: 'starting', workerKey };
}

function decideStart(reply: SplitStartReply): SplitMove {
  switch (reply.kind) {
    case 'started':
      return { state: 'open', saleNumber: reply.saleNumber, outcome: null };
    case 'refused':
      return failed(reply.reason, reply.code, reply.text);
    case 'not_sent':
      return failed(reply.reason);
    case 'unknown_outcome':
      return failed(START_LOST, reply.code, reply.text);
    default:
      return assertNever(reply);
  }
}

function decideCompletion(now: SplitSituation, reply: SplitCompletionReply, at: Date): SplitMove | null {
  if (reply.kind === 'completed') return decideCompleted(now, reply.evidence, at);
  if (now.state !== 'completing') return null;
  switch (reply.kind) {
    case 'refused': {
      const outcome = { reason: reply.reason, code: reply.code, text: reply.text };
      return reply.confirm ? unknown(outcome, at, at) : backToOpen(outcome);
    }
    case 'not_sent':
      return backToOpen(of(reply.reason));
    case 'unknown_outcome':
      return unknown({ reason: reply.cause, code: reply.code, text: reply.text }, at, askAgainAt(at, at, 0));
    default:
      return assertNever(reply);
  }
}

function decideQuery(
  now: SplitSituation,
  reply: SplitQueryReply,
  at: Date,
  patience: Patience,
): SplitMove | null {
  if (reply.kind === 'completed') {
    const move = decideCompleted(now, reply.evidence, at);
    return move && { ...move, countsAsQuery: true };
  }
  if (now.state !== 'completion_unknown') return null;
  switch (reply.kind) {
    case 'no_answer': {
      const planned = askNext(now, at);
      const asked = new Date(at.getTime() + (reply.retryAfterMs ?? 0));
      return stay({ countsAsQuery: true, nextQueryAt: planned && asked > planned ? asked : planned });
    }
    case 'not_found':
      return { ...decideNotFound(now, at, patience), countsAsQuery: true };
    default:
      return assertNever(reply);
  }
}

/** «Not found» is believed after the window in which the device may still work, and only when said twice (F16). */
function decideNotFound(now: SplitSituation, at: Date, patience: Patience): SplitMove {
  if (now.refusal) return backToOpen(now.refusal);
  const windowEnds = new Date((now.sentAt ?? at).getTime() + patience.waitingWindowMs);
  if (at < windowEnds) {
    const next = askNext(now, at);
    return stay({ nextQueryAt: next && next < windowEnds ? next : windowEnds });
  }
  if (!now.firstNotFoundAt) {
    return stay({ firstNotFoundAt: at, nextQueryAt: new Date(at.getTime() + patience.notFoundGapMs) });
  }
  const enough = new Date(now.firstNotFoundAt.getTime() + patience.notFoundGapMs);
  return at < enough ? stay({ nextQueryAt: enough }) : backToOpen(of('not_completed'));
}

/** The provider says it is complete. Believed about exactly this sale, and only when all of it is paid (INV-8, INV-18). */
function decideCompleted(now: SplitSituation, evidence: Evidence, at: Date): SplitMove | null {
  if (now.state === 'completed' || now.state === 'requested' || now.state === 'starting') return null;
  const isAwaited = now.state === 'completing' || now.state === 'completion_unknown';
  if (isContradicted(now, evidence)) {
    return isAwaited
      ? {
          ...unknown(of('unreadable_answer'), now.unknownSince ?? at, askNext(now, at)),
          addFlag: 'contradiction',
        }
      : { state: now.state, addFlag: 'contradiction' };
  }
  // Proven late, after it was taken to be open again: what was done since may not fit any more.
  const isPast = now.state === 'giving_up' || isOver(now.state);
  if (isPast || !isPaid(now)) return { state: now.state, addFlag: 'contradiction' };
  if (isBound(evidence)) {
    return { state: 'completed', evidence, outcome: null, nextQueryAt: null };
  }
  if (!isAwaited) return null;
  return unknown(of('incomplete_answer'), now.unknownSince ?? at, askNext(now, at));
}

function decideGivenUp(now: SplitSituation, isNothingTaken: boolean): SplitMove | null {
  if (now.state !== 'open' && now.state !== 'giving_up') return null;
  if (!isNothingTaken) return { state: 'giving_up', outcome: null, nextQueryAt: null };
  const reason = now.state === 'open' ? 'nothing_taken' : 'all_voided';
  return { state: 'given_up', outcome: of(reason), nextQueryAt: null };
}

function isPaid({ amount, paidMinor, reservedMinor }: SplitSituation): boolean {
  return paidMinor === amount.minor && reservedMinor === 0;
}

function isBound(evidence: Evidence): boolean {
  const { reference, providerDeviceId, amountMinor, currency } = evidence;
  return reference !== null && providerDeviceId !== null && amountMinor !== null && currency !== null;
}

function isContradicted(now: SplitSituation, evidence: Evidence): boolean {
  const { reference, providerDeviceId, amountMinor, currency } = evidence;
  return (
    (reference !== null && reference !== now.reference) ||
    (providerDeviceId !== null && providerDeviceId !== now.providerDeviceId) ||
    (amountMinor !== null && currency !== null && !equals({ minor: amountMinor, currency }, now.amount))
  );
}

function askNext(now: SplitSituation, at: Date): Date | null {
  return askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1);
}

function stay(changes: Omit<SplitMove, 'state'>): SplitMove {
  return { state: 'completion_unknown', ...changes };
}

function unknown(outcome: Outcome, since: Date, nextQueryAt: Date | null): SplitMove {
  return { state: 'completion_unknown', outcome, unknownSince: since, nextQueryAt };
}

/** Nothing was completed: it can be completed again. */
function backToOpen(outcome: Outcome): SplitMove {
  return { state: 'open', outcome, unknownSince: null, nextQueryAt: null };
}

function failed(reason: string, code: string | null = null, text: string | null = null): SplitMove {
  return { state: 'failed', outcome: { reason, code, text }, nextQueryAt: null };
}

function of(reason: string): Outcome {
  return { reason, code: null, text: null };
}
