import type { useTranslations } from 'next-intl';

/** Seconds up to two minutes, minutes up to two hours, then hours. */
export function clockDifference(offsetMs: number): { unit: 'seconds' | 'minutes' | 'hours'; count: number } {
  const seconds = Math.abs(offsetMs) / 1000;
  if (seconds < 120) return { unit: 'seconds', count: Math.round(seconds) };
  const minutes = seconds / 60;
  return minutes < 120
    ? { unit: 'minutes', count: Math.round(minutes) }
    : { unit: 'hours', count: Math.round(minutes / 60) };
}

/** «40 seconds ahead of ours»: how a provider's clock stands to ours. */
export function clockSentence(
  t: ReturnType<typeof useTranslations<'connections.clock'>>,
  offsetMs: number,
): string {
  const { unit, count } = clockDifference(offsetMs);
  return t(offsetMs < 0 ? 'behind' : 'ahead', { difference: t(unit, { count }) });
}
