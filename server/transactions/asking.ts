import type { ListedTransaction } from './listed.ts';
import { awaitsConfirmation } from './situation.ts';
import type { Patience } from './transaction.ts';

/** How far the questions about an open operation are. */
export type Asking = {
  /** How often the provider was asked, with whatever answer. */
  count: number;
  /** From when on «no record» counts, and then only said twice; null where it settles the matter at once (F13). */
  countsFrom: Date | null;
  /** When it was said the first time that counts. */
  foundNothingAt: Date | null;
};

/** Whether its provider can be asked what became of an operation, and there is something to ask. */
export function canAsk({ state, device }: Pick<ListedTransaction, 'state' | 'device'>): boolean {
  return device.canQuery && (state === 'unknown' || state === 'awaiting');
}

/**
 * Whether there is something to ask about: what is open, and what is paid on a page also after it was given up, for a payment
 * may come to light.
 */
export function isAskable({ state }: Pick<ListedTransaction, 'state'>, isOnPage: boolean): boolean {
  if (state === 'unknown' || state === 'awaiting') return true;
  return isOnPage && (state === 'failed' || state === 'declined');
}

/** What is asked about an operation and what a «no record» would be worth; null when nobody has to be asked, or can be. Pure. */
export function askingOf(
  row: Pick<
    ListedTransaction,
    'state' | 'device' | 'outcome' | 'createdAt' | 'sentAt' | 'queryCount' | 'firstNotFoundAt'
  >,
  patience: Patience,
): Asking | null {
  // Of a page «no record» is no answer: that nobody has paid ends it when its time is over, and not before.
  if (!canAsk(row) || row.device.isOnline) return null;
  const sentAt = row.sentAt ?? row.createdAt;
  const isSettledByOne = row.state === 'unknown' && awaitsConfirmation(row.outcome?.reason ?? null);
  return {
    count: row.queryCount,
    countsFrom: isSettledByOne ? null : new Date(sentAt.getTime() + patience.waitingWindowMs),
    foundNothingAt: row.firstNotFoundAt,
  };
}
