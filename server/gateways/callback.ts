import type { DeclineReason, Evidence, UnknownCause } from './terminal-gateway.ts';

/** A callback as it came over the network; nothing in it is trusted. */
export type RawCallback = {
  /** The one of the two addresses that was hit; proves nothing. */
  claims: 'success' | 'failure';
  contentType: string | null;
  /** Without the question mark. */
  query: string;
  body: Uint8Array;
};

/** What a callback says, before anybody knows whether it is about the operation whose secret it carried. */
export type CallbackReading =
  /** Nothing in it can be understood. */
  | { kind: 'unreadable' }
  /** It says that there is news, and proves nothing. */
  | { kind: 'hint' }
  | { kind: 'outcome'; outcome: CalledOutcome };

/** The result of an operation as a callback tells it, in our words. */
export type CalledOutcome = {
  result: CalledResult;
  /** Whom it is about, as it says itself; all of it has to be bound to the row (INV-8). */
  reference: string;
  sessionId: string;
  isRefund: boolean;
  /** Null: no amount that can be read. */
  amountMinor: number | null;
  /** Its data and the address it came to disagree. */
  isMisdirected: boolean;
  /** The slips as the terminal printed them, unparsed and hostile. */
  slips: { customer: string | null; merchant: string | null };
  /** What of it could not be used and was left out. */
  dropped: readonly string[];
};

/** How an operation ended, or did not. */
export type CalledResult =
  /** `isProven`: nothing that usually comes with an approval is missing. */
  | { kind: 'approved'; evidence: Evidence; isProven: boolean }
  /** `checkDevice`: it may still be on the device. `mentionsVoid`: of an approved sale it is about the void. */
  | {
      kind: 'declined';
      reason: DeclineReason;
      code: string;
      text: string | null;
      checkDevice: boolean;
      mentionsVoid: boolean;
    }
  | { kind: 'cancelled'; code: string; text: string | null; mentionsVoid: boolean }
  /** The whole of it was undone, here or at the terminal. */
  | { kind: 'voided'; code: string; text: string | null }
  /** Its words contradict each other: no money effect. */
  | { kind: 'ambiguous'; code: string; text: string | null };

/** What came of asking to stop an operation. */
export type AbortReply =
  /** Heard; whether it was stopped, the result of the operation says. */
  | { kind: 'accepted'; text: string | null }
  | { kind: 'refused'; code: string; text: string | null }
  | { kind: 'not_sent'; detail: string }
  | { kind: 'unanswered'; cause: UnknownCause };
