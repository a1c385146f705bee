import type { LiveTransaction } from '#components/live/live-transaction.ts';

/** The steps of an operation on its way to a result. */
export const LADDER_STEPS = ['created', 'sending', 'terminal', 'result'] as const;
export type LadderStep = (typeof LADDER_STEPS)[number];

/** Where it stands, and which sentence of `transactions.ladder` says so; `null` once the outcome speaks for itself. */
export type LadderPlace = {
  step: LadderStep;
  sentence: 'created' | 'sending' | 'terminal' | 'withoutCard' | 'delivered' | 'unknown' | null;
};

/**
 * A refusal or an unreachable provider shows within this time of sending. Some providers say nothing until the cardholder
 * has finished; after it the terminal can be taken to be asking for the card, and the sentence says «should».
 */
export const ON_TERMINAL_AFTER_MS = 3_000;

/** Where an operation stands at an instant of the server's clock. Pure. */
export function ladderPlace(transaction: LiveTransaction, nowMs: number): LadderPlace {
  switch (transaction.state) {
    case 'created':
      return { step: 'created', sentence: 'created' };
    case 'sending': {
      const sentMs = transaction.sentAt ? Date.parse(transaction.sentAt) : nowMs;
      return nowMs - sentMs < ON_TERMINAL_AFTER_MS
        ? { step: 'sending', sentence: 'sending' }
        : // What is captured is held on the card already.
          { step: 'terminal', sentence: transaction.kind === 'capture' ? 'withoutCard' : 'terminal' };
    }
    case 'awaiting':
      return { step: 'terminal', sentence: 'delivered' };
    case 'unknown':
      return { step: 'result', sentence: 'unknown' };
    default:
      return { step: 'result', sentence: null };
  }
}
