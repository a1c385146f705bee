import { type Figures, medianFigures } from './figures.ts';

/** One job against its budget (shared numbers P1–P14 of the README). */
export type Line = {
  /** The budget's number: `P1`. */
  mark: string;
  job: string;
  /** Under what: rows of the table, requests at once. */
  under: string;
  unit: 'ms' | 's' | 'MiB' | 'kB' | '%' | '×' | '1/s';
  /** What the job cannot be faster than, measured in the same run; null where the budget is a number by itself. */
  floor: number | null;
  portal: number;
  /** What is held against the limit: the ratio of the two, or the portal's number. */
  judged: number;
  limit: number;
  sense: 'at most' | 'at least';
  figures: Figures | null;
};

/** Whether a budget is met. */
export function isMet({ judged, limit, sense }: Line): boolean {
  return sense === 'at most' ? judged <= limit : judged >= limit;
}

type About = Pick<Line, 'mark' | 'job' | 'under'>;

/** A job against the sum of its floors, by the 95th percentile of each; the median of the repetitions. */
export function ratioLine(
  about: About,
  portal: readonly Figures[],
  floors: readonly (readonly Figures[])[],
  limit: number,
): Line {
  const figures = medianFigures(portal);
  const floor = floors.reduce((sum, one) => sum + medianFigures(one).p95Ms, 0);
  return {
    ...about,
    unit: 'ms',
    floor: rounded(floor),
    portal: figures.p95Ms,
    judged: rounded(figures.p95Ms / floor),
    limit,
    sense: 'at most',
    figures,
  };
}

/** A number against a limit of its own, in the same unit. */
export function plainLine(
  about: About,
  unit: Line['unit'],
  portal: number,
  limit: number,
  more: Partial<Pick<Line, 'floor' | 'sense' | 'figures' | 'judged'>> = {},
): Line {
  return {
    ...{ ...about, unit, limit },
    floor: more.floor == null ? null : rounded(more.floor),
    portal: rounded(portal),
    judged: rounded(more.judged ?? portal),
    sense: more.sense ?? 'at most',
    figures: more.figures ?? null,
  };
}

/** To two places: more is noise. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
