/** Median, 95th and 99th percentile of measurements, in their unit. */
export type Figures = { count: number; medianMs: number; p95Ms: number; p99Ms: number };

/** Sums measurements up; throws when there are none. */
export function figuresOf(measured: readonly number[]): Figures {
  const sorted = [...measured].sort((a, b) => a - b);
  return {
    count: sorted.length,
    medianMs: at(sorted, 0.5),
    p95Ms: at(sorted, 0.95),
    p99Ms: at(sorted, 0.99),
  };
}

/** The median of some numbers; throws when there are none. */
function medianOf(numbers: readonly number[]): number {
  return at(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}

/** Of several repetitions each figure's median: one that met a busy moment counts once. */
export function medianFigures(all: readonly Figures[]): Figures {
  return {
    count: all.reduce((sum, one) => sum + one.count, 0),
    medianMs: medianOf(all.map((one) => one.medianMs)),
    p95Ms: medianOf(all.map((one) => one.p95Ms)),
    p99Ms: medianOf(all.map((one) => one.p99Ms)),
  };
}

function at(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('Nothing was measured');
  return Math.round(value * 100) / 100;
}
