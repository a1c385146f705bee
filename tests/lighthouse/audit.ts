import lighthouse from 'lighthouse';
import desktop from 'lighthouse/core/config/desktop-config.js';

/** What each page has to reach, of a hundred. */
export const BUDGETS = { performance: 95, accessibility: 100, 'best-practices': 100 } as const;
export type Category = keyof typeof BUDGETS;

/** A page as Lighthouse sees it: its scores, and what of it was not as it should be. */
export type Audited = { route: string; scores: Record<Category, number>; failing: string[] };

/** The stream of changes never ends, so nothing is gained by waiting for a quiet network longer than this. */
const LOADED_AFTER_MS = 15_000;

/** Audits one page in the browser that listens on a port, as somebody with this cookie. Throws when Lighthouse could not. */
export async function audit(
  port: number,
  { route, url, cookie }: { route: string; url: string; cookie: string },
): Promise<Audited> {
  const categories = Object.keys(BUDGETS) as Category[];
  const result = await lighthouse(
    url,
    {
      port,
      output: 'json',
      logLevel: 'silent',
      onlyCategories: categories,
      extraHeaders: { Cookie: cookie },
      maxWaitForLoad: LOADED_AFTER_MS,
    },
    desktop,
  );
  if (!result) throw new Error(`Lighthouse said nothing of ${route}`);
  const { lhr } = result;
  if (lhr.runtimeError) throw new Error(`${route}: ${lhr.runtimeError.message}`);
  const scores = Object.fromEntries(
    categories.map((one) => [one, Math.round((lhr.categories[one]?.score ?? 0) * 100)]),
  ) as Record<Category, number>;
  const failing = categories
    .filter((one) => scores[one] < BUDGETS[one])
    .flatMap((one) => (lhr.categories[one]?.auditRefs ?? []).filter(({ weight }) => weight > 0))
    .flatMap(({ id }) => {
      const found = lhr.audits[id];
      const isFine = !found || found.score === null || found.score >= 0.9;
      return isFine ? [] : `${found.title}${found.displayValue ? ` (${found.displayValue})` : ''}`;
    });
  return { route, scores, failing };
}

/** Whether a page reaches every budget. */
export function isMet({ scores }: Audited): boolean {
  return (Object.keys(BUDGETS) as Category[]).every((one) => scores[one] >= BUDGETS[one]);
}
