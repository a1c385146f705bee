/** F15: beyond this difference between a provider's clock and ours somebody has to look at ours. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * How far a provider's clock is ahead of ours (behind: negative), in ms, when it told its time during a call that began and
 * ended at these instants of ours. Nobody knows when within the call it looked at its clock, so only what the call cannot
 * explain counts; null when the call was so long that it would explain a difference worth an alert.
 */
export function clockOffset(providerAt: Date, call: { from: Date; to: Date }): number | null {
  const [told, from, to] = [providerAt.getTime(), call.from.getTime(), call.to.getTime()];
  if (told > to) return told - to;
  if (told < from) return told - from;
  return to - from <= CLOCK_TOLERANCE_MS ? 0 : null;
}

/** Whether a difference of clocks is worth an alert. */
export function isClockOff(offsetMs: number | null): boolean {
  return offsetMs !== null && Math.abs(offsetMs) > CLOCK_TOLERANCE_MS;
}
