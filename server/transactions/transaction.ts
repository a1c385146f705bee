import type { TransactionFlag, TransactionKind, TransactionState } from '#db/schema/transactions.ts';
import type { Evidence, OperationReply, QueryReply } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { equals, type Money } from '#server/kernel/money.ts';
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
};

/** Why it ended or hangs as it does: our word, the provider's code, the provider's text. */
export type Outcome = { reason: string; code: string | null; text: string | null };

/** Everything that can happen to a transaction. */
export type TransactionEvent =
  | { kind: 'claimed'; workerKey: number }
  | { kind: 'expired_unsent' }
  | { kind: 'worker_lost' }
  | { kind: 'replied'; reply: OperationReply }
  | { kind: 'queried'; reply: QueryReply };

/** What to write when an event moves a transaction or teaches something about it. */
export type Move = {
  /** Null: it stays in its state. */
  state: TransactionState | null;
  outcome?: Outcome | null;
  evidence?: Evidence;
  addFlag?: TransactionFlag;
  workerKey?: number;
  unknownSince?: Date;
  /** When to ask the provider next; null: no more. */
  nextQueryAt?: Date | null;
  countsAsQuery?: boolean;
  firstNotFoundAt?: Date;
  timeline: TimelineEntry;
};

/** Waiting times of the rule, from the configuration. */
export type Patience = { waitingWindowMs: number; notFoundGapMs: number };

/** A transaction that no worker took within this time is never sent later by itself (K2). */
export const UNSENT_EXPIRES_MS = 30_000;

const ASK_AFTER_SECONDS = [3, 6, 12, 24, 48];

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
      return { state: 'sending', workerKey: event.workerKey, timeline: { kind: 'sending' } };
    case 'expired_unsent':
      if (now.state !== 'created') return null;
      return final('failed', { reason: 'not_sent_in_time', code: null, text: null });
    case 'worker_lost':
      if (now.state !== 'sending') return null;
      return unknown({ reason: 'interrupted', code: null, text: null }, at, at);
    case 'replied':
      return decideReply(now, event.reply, at);
    case 'queried':
      return decideQuery(now, event.reply, at, patience);
    default:
      return assertNever(event);
  }
}

function decideReply(now: Situation, reply: OperationReply, at: Date): Move | null {
  if (reply.kind === 'approved') return decideApproval(now, reply.evidence, at);
  // A reply that lost the race against the resolver may still settle an unknown, never a final state.
  if (now.state !== 'sending' && now.state !== 'unknown') return null;
  switch (reply.kind) {
    case 'delivered':
      return now.state === 'sending' ? { state: 'awaiting', timeline: { kind: 'delivered' } } : null;
    case 'declined':
      return final('declined', { reason: reply.reason, code: reply.code, text: reply.text });
    case 'refused': {
      const outcome = { reason: reply.reason, code: reply.code, text: reply.text };
      return reply.confirm ? unknown(outcome, at, at) : final('failed', outcome);
    }
    case 'not_sent':
      return final('failed', { reason: reply.reason, code: null, text: null });
    case 'unknown_outcome':
      if (now.state === 'unknown') return null;
      return unknown({ reason: reply.cause, code: reply.code, text: reply.text }, at, askAgainAt(at, at, 0));
    default:
      return assertNever(reply);
  }
}

function decideQuery(now: Situation, reply: QueryReply, at: Date, patience: Patience): Move | null {
  if (reply.kind === 'approved') {
    const move = decideApproval(now, reply.evidence, at);
    return move && { ...move, countsAsQuery: true };
  }
  if (now.state !== 'unknown' && now.state !== 'awaiting') return null;
  switch (reply.kind) {
    case 'declined':
      return {
        ...final('declined', { reason: reply.reason, code: reply.code, text: reply.text }),
        countsAsQuery: true,
      };
    case 'no_answer':
      return {
        state: null,
        countsAsQuery: true,
        nextQueryAt: later(
          askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1),
          reply.retryAfterMs,
          at,
        ),
        timeline: { kind: 'asked', answer: 'no_answer', cause: reply.cause },
      };
    case 'not_found':
      return decideNotFound(now, at, patience);
    default:
      return assertNever(reply);
  }
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

function decideApproval(now: Situation, evidence: Evidence, at: Date): Move | null {
  if (now.state === 'approved' || now.state === 'created') return null;
  switch (bind(now, evidence)) {
    case 'bound': {
      const isLate = isFinal(now.state);
      return {
        state: 'approved',
        evidence,
        outcome: null,
        nextQueryAt: null,
        ...(isLate ? { addFlag: 'late' as const } : {}),
        timeline: { kind: 'settled', state: 'approved', reason: null, code: null },
      };
    }
    case 'incomplete':
      if (isFinal(now.state)) return null;
      return {
        ...unknown(
          { reason: 'incomplete_answer', code: null, text: null },
          now.unknownSince ?? at,
          askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1),
        ),
        state: now.state === 'unknown' ? null : 'unknown',
      };
    case 'contradiction':
      return {
        ...(isFinal(now.state) || now.state === 'unknown'
          ? { state: null }
          : { state: 'unknown' as const, unknownSince: at }),
        ...(isFinal(now.state)
          ? {}
          : { nextQueryAt: askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1) }),
        addFlag: 'contradiction',
        timeline: { kind: 'contradiction', fields: mismatches(now, evidence) },
      };
  }
}

/** Whether an answer proves that exactly this operation was carried out (INV-8). */
function bind(now: Situation, evidence: Evidence): 'bound' | 'incomplete' | 'contradiction' {
  if (mismatches(now, evidence).length > 0) return 'contradiction';
  const { reference, providerDeviceId, amountMinor, currency } = evidence;
  return reference !== null && providerDeviceId !== null && amountMinor !== null && currency !== null
    ? 'bound'
    : 'incomplete';
}

function mismatches(now: Situation, evidence: Evidence): ('reference' | 'device' | 'amount' | 'payment')[] {
  const amount =
    evidence.amountMinor === null || evidence.currency === null
      ? null
      : { minor: evidence.amountMinor, currency: evidence.currency };
  return [
    ...(evidence.reference !== null && evidence.reference !== now.reference ? (['reference'] as const) : []),
    ...(evidence.providerDeviceId !== null && evidence.providerDeviceId !== now.providerDeviceId
      ? (['device'] as const)
      : []),
    ...(amount && !equals(amount, now.amount) ? (['amount'] as const) : []),
    ...(now.isPaymentTaken ? (['payment'] as const) : []),
  ];
}

function final(state: 'declined' | 'failed', outcome: Outcome): Move {
  return {
    state,
    outcome,
    nextQueryAt: null,
    timeline: { kind: 'settled', state, ...outcome },
  };
}

function unknown(outcome: Outcome, since: Date, nextQueryAt: Date | null): Move {
  return {
    state: 'unknown',
    outcome,
    unknownSince: since,
    nextQueryAt,
    timeline: { kind: 'unknown', ...outcome },
  };
}

/** After this long only a person can still find out; asking by hand stays possible. */
const ASK_UNTIL_MS = 72 * 3_600_000;

/** When to ask next: after 3, 6, 12, 24, 48 s, then every minute to 15 min, then every 15 min to 72 h; then never (null). */
export function askAgainAt(since: Date, at: Date, asked: number): Date | null {
  const elapsedMs = at.getTime() - since.getTime();
  if (elapsedMs >= ASK_UNTIL_MS) return null;
  const quick = ASK_AFTER_SECONDS[asked];
  const waitSeconds = quick ?? (elapsedMs < 15 * 60_000 ? 60 : 15 * 60);
  return new Date(at.getTime() + waitSeconds * 1000);
}

function later(planned: Date | null, retryAfterMs: number | null, at: Date): Date | null {
  const asked = new Date(at.getTime() + (retryAfterMs ?? 0));
  return planned && asked > planned ? asked : planned;
}
