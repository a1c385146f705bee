import type { TransactionKind } from '#db/schema/transactions.ts';

/** What a device is busy with: an operation with the card, a sale paid in parts, or closing its batch. */
export type Holder = TransactionKind | 'split-sale' | 'end-of-day';

/** What we know of a device; a picture of its row. */
export type DeviceSigns = {
  isEnabled: boolean;
  lastAnsweredAt: Date | null;
  lastFailedAt: Date | null;
  hold: { by: Holder; heldAt: Date } | null;
};

/**
 * How a device is, as far as anybody can tell: nobody can ask it, so its last results are all there is.
 * `since` is when the sign was seen; the reason of each is its text in the message files.
 */
export type Health =
  /** Switched off for this merchant: nothing is sent to it. */
  | { kind: 'disabled'; since: null }
  /** Has one operation in its hands; a second one is refused meanwhile. */
  | { kind: 'busy'; since: Date; by: Holder }
  /** Its last operation reached it. */
  | { kind: 'answering'; since: Date }
  /** Answered last, but too long ago to say anything of now. */
  | { kind: 'quiet'; since: Date }
  /** The last try did not get through to it. */
  | { kind: 'failing'; since: Date; lastAnsweredAt: Date | null }
  /** Nothing was ever sent to it. */
  | { kind: 'unused'; since: null };

/** After a day without a word a device may have been moved, unplugged or replaced. */
const QUIET_AFTER_MS = 24 * 60 * 60_000;

/** The health of a device at an instant. Pure. */
export function deriveHealth(signs: DeviceSigns, at: Date): Health {
  const { lastAnsweredAt: answered, lastFailedAt: failed, hold } = signs;
  if (!signs.isEnabled) return { kind: 'disabled', since: null };
  if (hold) return { kind: 'busy', since: hold.heldAt, by: hold.by };
  if (failed && (!answered || failed > answered))
    return { kind: 'failing', since: failed, lastAnsweredAt: answered };
  if (!answered) return { kind: 'unused', since: null };
  const isQuiet = at.getTime() - answered.getTime() >= QUIET_AFTER_MS;
  return { kind: isQuiet ? 'quiet' : 'answering', since: answered };
}
