import { isClockOff } from '#server/gateways/clock-offset.ts';

/** What is wrong with a connection, as far as its last calls tell. */
export type ConnectionTrouble =
  /** The provider's last word to the credentials was no. */
  | { kind: 'refused'; since: Date }
  /** The provider's clock is this much ahead of ours; behind: negative (F15). */
  | { kind: 'clock'; offsetMs: number };

/** The troubles of a connection, the worse first. Pure. */
export function connectionTroubles(signs: {
  lastRefusedAt: Date | null;
  clockOffsetMs: number | null;
}): ConnectionTrouble[] {
  const { lastRefusedAt: since, clockOffsetMs: offsetMs } = signs;
  return [
    ...(since ? [{ kind: 'refused' as const, since }] : []),
    ...(offsetMs !== null && isClockOff(offsetMs) ? [{ kind: 'clock' as const, offsetMs }] : []),
  ];
}
