import { budgetOf, FLOOR, SLACK, STYLES } from './budgets.ts';
import type { Weight } from './weigh.ts';

/** A page beside what it may weigh; `problem` is null where it keeps to it. */
export type Judged = Weight & { budget: number; problem: string | null };

/**
 * Holds each page against its budget.
 * @param required the pages that must be among them, so that nothing passes by not having been looked at.
 */
export function judgePages(weights: readonly Weight[], required: readonly string[]): Judged[] {
  const missing = required.filter((route) => !weights.some((weight) => weight.route === route));
  if (missing.length > 0) throw new Error(`Not in the build: ${missing.join(', ')}`);
  return weights.map((weight) => ({
    ...weight,
    budget: budgetOf(weight.route).bytes,
    problem: problemOf(weight),
  }));
}

function problemOf({ route, scripts, styles }: Weight): string | null {
  const { bytes, isReached } = budgetOf(route);
  if (scripts < FLOOR) return 'lighter than the framework alone: not all of it was found';
  if (scripts > bytes) return `${kilobytes(scripts - bytes)} too heavy`;
  if (styles > STYLES) return `its styles are ${kilobytes(styles - STYLES)} too heavy`;
  if (isReached && bytes - scripts > SLACK) return 'lighter than its budget by far: lower that in budgets.ts';
  return null;
}

/** Bytes as people read them, in thousands. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
