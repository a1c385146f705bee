import type { LiveTransaction } from '#components/live/live-transaction.ts';

/** The steps of an operation on its way to a result. */
export const LADDER_STEPS = ['created', 'sending', 'terminal', 'result'] as const;
export type LadderStep = (typeof LADDER_STEPS)[number];

/** Where it stands, and which sentence of `transactions.ladder` says so; `null` once the outcome speaks for itself. */
export type LadderPlace = {
  step: LadderStep;
  sentence:
    | 'created'
    | 'sending'
    | 'sendingOnline'
    | 'openOnline'
    | 'reviewOnline'
    | 'terminal'
    | 'withoutCard'
    | 'delivered'
    | 'stillWaiting'
    | 'reported'
    | 'unknown'
    | null;
};

/**
 * A refusal or an unreachable provider shows within this time of sending. Some providers say nothing until the cardholder
 * has finished; after it the terminal can be taken to be asking for the card, and the sentence says «should».
 */
export const ON_TERMINAL_AFTER_MS = 3_000;

/** From so long after sending on, a result that has not come is worth a look at the terminal. */
export const STILL_WAITING_AFTER_MS = 45_000;

/** From so long after sending on, somebody may rather want it stopped than wait on. */
export const SLOW_AFTER_MS = 150_000;

/** Whether it takes so long that stopping it is what most people want now; of what is unknown nobody can say. */
export function isSlow(transaction: Pick<LiveTransaction, 'state' | 'sentAt'>, nowMs: number): boolean {
  return transaction.state !== 'unknown' && waitedMs(transaction, nowMs) >= SLOW_AFTER_MS;
}

/** How long ago an operation was sent, by the server's clock. */
function waitedMs({ sentAt }: Pick<LiveTransaction, 'sentAt'>, nowMs: number): number {
  return sentAt ? nowMs - Date.parse(sentAt) : 0;
}

/** What the step that a terminal has elsewhere is called where there is none: a payment waits for its payer. */
export function middleStep(transaction: Pick<LiveTransaction, 'kind' | 'device' | 'outcome'>) {
  if (!transaction.device.isOnline) return 'terminal';
  return transaction.kind === 'sale' && !isReviewed(transaction) ? 'page' : 'provider';
}

/** Paid on a page, and looked into: it waits for its provider. */
export function isReviewed({ outcome }: { outcome: { reason: string } | null }): boolean {
  return outcome?.reason === 'in_review';
}

/** Where an operation stands at an instant of the server's clock. Pure. */
export function ladderPlace(transaction: LiveTransaction, nowMs: number): LadderPlace {
  const waited = waitedMs(transaction, nowMs);
  switch (transaction.state) {
    case 'created':
      return { step: 'created', sentence: 'created' };
    case 'sending':
      if (transaction.device.isOnline) return { step: 'sending', sentence: 'sendingOnline' };
      // Whoever calls back says by itself when the terminal has it.
      if (transaction.resultBy === 'callback' || waited < ON_TERMINAL_AFTER_MS)
        return { step: 'sending', sentence: 'sending' };
      // What is captured is held on the card already.
      return { step: 'terminal', sentence: transaction.kind === 'capture' ? 'withoutCard' : 'terminal' };
    case 'awaiting':
      if (transaction.device.isOnline)
        return { step: 'terminal', sentence: isReviewed(transaction) ? 'reviewOnline' : 'openOnline' };
      // What is taken back needs the provider only.
      if (transaction.kind === 'void' || transaction.kind === 'release')
        return { step: 'terminal', sentence: 'reported' };
      return {
        step: 'terminal',
        sentence: waited < STILL_WAITING_AFTER_MS ? 'delivered' : 'stillWaiting',
      };
    case 'unknown':
      return { step: 'result', sentence: 'unknown' };
    default:
      return { step: 'result', sentence: null };
  }
}
