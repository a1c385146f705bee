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

/**
 * Pages that are not within the budget of all others, with what they reached; it only ever falls. The framework alone is 132 kB and
 * the frame of a merchant's pages 30 kB. These follow something for as long as somebody looks, which takes the library of live
 * reads (12 kB), and stand open where others have a sheet: the payments of a split sale, the figures of a day.
 */
const REACHED: Record<string, number> = {
  '/[merchant]/split-sales/[id]': 190_000,
  '/[merchant]/end-of-day/[runId]': 190_000,
  '/[merchant]/payment-links/[id]': 180_000,
};

/** What the scripts of a page may weigh, compressed, on first load; `isReached`: it is meant to become less. */
export function budgetOf(route: string): { bytes: number; isReached: boolean } {
  const reached = REACHED[route];
  if (reached !== undefined) return { bytes: reached, isReached: true };
  return { bytes: route === '/[merchant]/transactions' ? LIST : OTHERS, isReached: false };
}
