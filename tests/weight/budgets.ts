/** The framework alone (React DOM and the router of Next.js): a page below it was not weighed whole. */
export const FLOOR = 120_000;

/** The document of the transactions list. */
export const HTML = 100_000;

/** Styles of any page. */
export const STYLES = 17_000;

/** How far a budget of REACHED may be above its page before it has to follow it down. */
export const SLACK = 3_000;

/** The transactions list, and every other page. */
const LIST = 200_000;
const OTHERS = 170_000;

/** Pages that are not within the budget of all others yet, with what they reached: it only ever falls. */
const REACHED: Record<string, number> = {};

/** What the scripts of a page may weigh, compressed, on first load; `isReached`: it is meant to become less. */
export function budgetOf(route: string): { bytes: number; isReached: boolean } {
  const reached = REACHED[route];
  if (reached !== undefined) return { bytes: reached, isReached: true };
  return { bytes: route === '/[merchant]/transactions' ? LIST : OTHERS, isReached: false };
}
