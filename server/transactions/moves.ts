import type { TransactionFlag, TransactionState } from '#db/schema/transactions.ts';
import type { Settlement } from '#server/gateways/hosted-gateway.ts';
import type { Evidence, Session } from '#server/gateways/terminal-gateway.ts';
import { equals, type Money } from '#server/kernel/money.ts';
import type { TimelineEntry } from './timeline.ts';

/** Why it ended or hangs as it does: our word, the provider's code, the provider's text. */
export type Outcome = { reason: string; code: string | null; text: string | null };

/** What to write when an event moves a transaction or teaches something about it. */
export type Move = {
  /** Null: it stays in its state. */
  state: TransactionState | null;
  outcome?: Outcome | null;
  evidence?: Evidence;
  /** The evidence is what a person typed: it proves the operation, and tells nothing else of its device. */
  isByHand?: boolean;
  addFlags?: readonly TransactionFlag[];
  workerKey?: number;
  /** SHA-256 of the secret in the address its result is sent to. */
  callbackHash?: string;
  /** What the provider calls it until its result is there; fills only what is not known yet. */
  session?: Session;
  unknownSince?: Date;
  /** When to ask the provider next, or when waiting for it is over; null: no more. */
  nextQueryAt?: Date | null;
  countsAsQuery?: boolean;
  firstNotFoundAt?: Date;
  /** What became known of the page it is paid on. */
  page?: PageNews;
  /** What was paid, where the payer chose the instalments: the price, and what they cost on top. */
  paid?: { amountMinor: number; surchargeMinor: number; installmentCount: number };
  /** Null: nothing anybody would want to be told; only when it is asked about next is written. */
  timeline: TimelineEntry | null;
};

/** News of a page. */
export type PageNews = {
  opened?: { token: string; url: string; expiresAt: Date; watchedUntil: Date };
  settlement?: Settlement;
  isInReview?: boolean;
  /** The provider's code of a try that was declined. */
  lastDecline?: string;
};

/** It ended without money. */
export function final(state: 'declined' | 'failed' | 'cancelled', outcome: Outcome): Move {
  return { state, outcome, nextQueryAt: null, timeline: { kind: 'settled', state, ...outcome } };
}

/** It may have happened. */
export function unknown(outcome: Outcome, since: Date, nextQueryAt: Date | null): Move {
  return {
    state: 'unknown',
    outcome,
    unknownSince: since,
    nextQueryAt,
    timeline: { kind: 'unknown', ...outcome },
  };
}

/**
 * Evidence that disagrees with what was asked for or with what is known: said and flagged, and the state stays. `amountMinor`:
 * what it was over, where that is what disagrees.
 */
export function contradiction(
  fields: ContradictionField[],
  addFlags: readonly TransactionFlag[] = [],
  amountMinor: number | null = null,
): Move & { state: null } {
  const isOverOther = fields.includes('amount') && amountMinor !== null;
  return {
    state: null,
    addFlags: ['contradiction', ...addFlags],
    timeline: { kind: 'contradiction', fields, ...(isOverOther ? { amountMinor } : {}) },
  };
}

/** What an approval of something else does (INV-8): it is said and flagged; null for one that fits what was asked for. */
export function misfitOf(asked: Asked, evidence: Evidence): (Move & { state: null }) | null {
  const fields = mismatches(asked, evidence);
  if (fields.length === 0) return null;
  const isOurCurrency = evidence.currency === asked.amount.currency;
  return contradiction(fields, otherAmountFlags(fields), isOurCurrency ? evidence.amountMinor : null);
}

/** What marks an approval of which only the amount is another one: money moved, and a person finds out what for. */
export function otherAmountFlags(fields: readonly ContradictionField[]): readonly TransactionFlag[] {
  return fields.length > 0 && fields.every((field) => field === 'amount') ? ['amount_differs'] : [];
}

/**
 * Whether an operation without an end was reported as carried out in a way that cannot be booked: over another amount, or by
 * somebody who proves too little. No «no» that comes after that is simply believed: the customer may have paid.
 */
export function isReported({ flags }: { flags: readonly TransactionFlag[] }): boolean {
  return flags.includes('amount_differs') || flags.includes('needs_review');
}

/** What a decision found to disagree; empty for one that found nothing of the kind. */
export function contradictedBy(move: Move | null): readonly ContradictionField[] {
  return move?.timeline?.kind === 'contradiction' ? move.timeline.fields : [];
}

/** What evidence can disagree about. */
export type ContradictionField = Extract<TimelineEntry, { kind: 'contradiction' }>['fields'][number];

type Asked = { reference: string; providerDeviceId: string; amount: Money; isPaymentTaken: boolean };

/** What of an approval is about something else than what was asked for. */
function mismatches(asked: Asked, evidence: Evidence): ContradictionField[] {
  const amount =
    evidence.amountMinor === null || evidence.currency === null
      ? null
      : { minor: evidence.amountMinor, currency: evidence.currency };
  return [
    ...(evidence.reference !== null && evidence.reference !== asked.reference
      ? (['reference'] as const)
      : []),
    ...(evidence.providerDeviceId !== null && evidence.providerDeviceId !== asked.providerDeviceId
      ? (['device'] as const)
      : []),
    ...(amount && !equals(amount, asked.amount) ? (['amount'] as const) : []),
    ...(asked.isPaymentTaken ? (['payment'] as const) : []),
  ];
}

const ASK_AFTER_SECONDS = [3, 6, 12, 24, 48];
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
