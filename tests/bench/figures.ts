/** Median and 95th percentile of measurements in milliseconds. */
export type Figures = { count: number; medianMs: number; p95Ms: number };

/** Sums measurements up; throws when there are none. */
export function figuresOf(measured: readonly number[]): Figures {
  const sorted = [...measured].sort((a, b) => a - b);
  return { count: sorted.length, medianMs: at(sorted, 0.5), p95Ms: at(sorted, 0.95) };
}

function at(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('Nothing was measured');
  return Math.round(value * 10) / 10;
}
