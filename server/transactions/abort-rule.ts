import type { TransactionRow } from '#db/queries/transactions.ts';
import type {
  AbortState,
  TransactionFlag,
  TransactionKind,
  TransactionState,
} from '#db/schema/transactions.ts';

/** A wish to stop an operation: how far it came, and when somebody had it last. */
export type AbortWish = { state: AbortState; requestedAt: Date };

/** The last wish to stop an operation, as its row keeps it. */
export function wishOf({
  abortState: state,
  abortRequestedAt: requestedAt,
}: Pick<TransactionRow, 'abortState' | 'abortRequestedAt'>): AbortWish | null {
  return state && requestedAt && { state, requestedAt };
}

/** What the rule needs to know of an operation; a picture of its row and of what its device can do. */
export type Stoppable = {
  kind: TransactionKind;
  state: TransactionState;
  flags: readonly TransactionFlag[];
  /** Its provider gave the means to stop it. */
  hasHandle: boolean;
  /** Its provider can stop what a device works on. */
  aborts: boolean;
};

/** Why an operation cannot be stopped from here. */
export type AbortObstacle =
  | 'cannot_stop'
  /** Its result is known. */
  | 'ended'
  /** A result was reported that does not fit: to stop it now might undo a payment that was made (§8.3 of such a protocol). */
  | 'disputed'
  /** It is not known to be on the device. */
  | 'not_on_device';

/** What keeps an operation from being stopped; null when it may be. Pure. */
export function abortObstacle({ kind, state, flags, hasHandle, aborts }: Stoppable): AbortObstacle | null {
  if (!aborts || (kind !== 'sale' && kind !== 'refund')) return 'cannot_stop';
  if (state === 'created') return 'not_on_device';
  if (state !== 'sending' && state !== 'awaiting' && state !== 'unknown') return 'ended';
  if (flags.includes('contradiction')) return 'disputed';
  return hasHandle ? null : 'not_on_device';
}

/** From so long after one wish on another one may follow (§8.7 of such a protocol). */
export const ABORT_AGAIN_AFTER_MS = 15_000;

/** From when on another wish may follow this one; null: not while the provider is being asked, or about to be. Pure. */
export function abortAgainAt({ state, requestedAt }: AbortWish): Date | null {
  if (state === 'requested' || state === 'asking') return null;
  return new Date(requestedAt.getTime() + ABORT_AGAIN_AFTER_MS);
}

/** Whether another wish may follow an earlier one now: one at a time, and not right after it. Pure. */
export function mayAbortAgain(earlier: AbortWish | null, at: Date): boolean {
  const againAt = earlier && abortAgainAt(earlier);
  return earlier === null || (againAt !== null && againAt <= at);
}

/** What becomes of a running wish when the operation ends: what was not asked yet is not asked any more. */
export function abortAtEnd(state: AbortState | null): AbortState | null {
  if (state === 'requested') return 'overtaken';
  // Should its answer still come, that is written over it.
  return state === 'asking' ? 'unanswered' : state;
}
