import type { Verdict } from '#db/schema/resolutions.ts';
import type { TransactionFlag, TransactionKind, TransactionState } from '#db/schema/transactions.ts';
import type { PageCapabilities } from '#server/gateways/capabilities.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { UNDONE } from '#server/transactions/callback-rule.ts';
import { deniesReport, NOT_CHARGED } from '#server/transactions/decision-rule.ts';
import type { Patience } from '#server/transactions/transaction.ts';

/** What of an operation decides whether a person may say what became of it. */
export type Doubtful = {
  kind: TransactionKind;
  state: TransactionState;
  createdAt: Date;
  sentAt: Date | null;
  outcomeReason: string | null;
  flags: readonly TransactionFlag[];
  /** How long it can be paid where it is paid on a page; null for everything else. */
  page: Pick<PageCapabilities, 'livesMs' | 'watchedAfterMs'> | null;
  /** Something was said that does not fit it or its first end, and nobody has decided about that yet. */
  isContradicted: boolean;
};

/**
 * Why a person is asked: nobody knows, its result is overdue, what is known is contradicted, or it was approved after it had
 * been given up, and may have been paid a second time meanwhile.
 */
export type Doubt = 'unknown' | 'overdue' | 'contradiction' | 'late';

/** What a verdict does to the books. */
export type Effect =
  /** It is booked as carried out; `books_late`: after it had ended without money. */
  | 'books'
  | 'books_late'
  /** It ends without money. */
  | 'drops'
  | 'undoes'
  /** It stays as it is, and nobody is asked any more. */
  | 'stays'
  /** A void is booked against it. */
  | 'takes_back';

/**
 * A verdict that may be given, what it does, and the instant before which it may not be given. Barred: it may not be given at
 * all, because it would deny what the provider reported.
 */
export type Choice = { verdict: Verdict; effect: Effect; notBefore: Date | null; isBarred: boolean };

/** Flags that ask for a decision; they stay as history after it. */
export const DECIDABLE_FLAGS: readonly TransactionFlag[] = ['contradiction', 'amount_differs', 'late'];

/** Why a person may decide about an operation; null when there is nothing to decide. Pure. */
export function doubtOf(of: Doubtful, at: Date, patience: Patience): Doubt | null {
  switch (of.state) {
    case 'created':
    case 'sending':
      return null;
    case 'unknown':
      return 'unknown';
    case 'awaiting': {
      const windowMs = windowOf(of, patience);
      return at.getTime() >= (of.sentAt ?? of.createdAt).getTime() + windowMs ? 'overdue' : null;
    }
    case 'approved':
    case 'declined':
    case 'failed':
    case 'cancelled':
      return of.isContradicted ? whatContradicts(of.flags) : null;
    default:
      return assertNever(of.state);
  }
}

/** How long after it was sent its result may take. */
function windowOf({ kind, page }: Doubtful, patience: Patience): number {
  if (page && kind === 'sale') return page.livesMs + page.watchedAfterMs;
  return kind === 'void' ? patience.voidWindowMs : patience.callbackWindowMs;
}

function whatContradicts(flags: readonly TransactionFlag[]): Doubt {
  const isOnlyLate = !flags.includes('contradiction') && !flags.includes('amount_differs');
  return isOnlyLate && flags.includes('late') ? 'late' : 'contradiction';
}

/**
 * What may be said of an operation about which a person may decide. `canTakeBack`: it is a sale, hold or capture against
 * which a void can be booked. Pure.
 */
export function choicesOf(of: Doubtful, canTakeBack: boolean, patience: Patience): Choice[] {
  const isBarred = isReportedOnly(of);
  return openChoicesOf(of, canTakeBack, patience).map((each) =>
    each.verdict === 'not_charged' ? { ...each, isBarred } : each,
  );
}

/** Whether nobody may say that no money moved: the provider reported that it did, and has itself said nothing else. */
function isReportedOnly(of: Doubtful): boolean {
  const { state, outcomeReason } = of;
  const isProvidersNo = state === 'declined' || state === 'cancelled' || state === 'failed';
  return deniesReport(of) && (!isProvidersNo || outcomeReason === NOT_CHARGED);
}

function openChoicesOf(of: Doubtful, canTakeBack: boolean, patience: Patience): Choice[] {
  if (of.state === 'approved') {
    return [
      choice('approved', 'stays'),
      ...(canTakeBack ? [choice('not_charged', 'takes_back'), choice('voided', 'takes_back')] : []),
    ];
  }
  if (of.state === 'unknown' || of.state === 'awaiting') {
    // Until then the device may still be working on it: a new try beside it could charge a second time.
    const isQuietAt = new Date((of.sentAt ?? of.createdAt).getTime() + patience.waitingWindowMs);
    return [
      choice('approved', 'books'),
      choice('not_charged', 'drops', isQuietAt),
      // A void that was undone is one that was not carried out.
      ...(of.kind === 'void' ? [] : [choice('voided', 'undoes', isQuietAt)]),
    ];
  }
  const isUndone = of.state === 'cancelled' && of.outcomeReason === UNDONE;
  return [
    ...(isUndone ? [] : [choice('approved', 'books_late')]),
    choice('not_charged', 'stays'),
    ...(of.kind === 'void' ? [] : [choice('voided', 'stays')]),
  ];
}

/** Whether a verdict says that money moved of which the books know nothing yet, and so has to be proven. */
export function booksMoney(effect: Effect): boolean {
  return effect === 'books' || effect === 'books_late';
}

function choice(verdict: Verdict, effect: Effect, notBefore: Date | null = null): Choice {
  return { verdict, effect, notBefore, isBarred: false };
}
