import type { Page } from '@playwright/test';

export const INTERACTION_BUDGET_MS = 100;
const ROWS = 200;
const TIMES = 5;

/** What a person did and the longest it took from the touch to the next paint, in ms as the browser tells it (steps of 8). */
export type Interaction = { what: string; ms: number };

/**
 * Does on the list what people do there most. A page of the list has 50 rows; copies of them fill it up to 200, so that what a
 * paint costs with that many is in it.
 */
export async function measureInteractions(page: Page, url: string): Promise<Interaction[]> {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('load');
  await page.evaluate((rows) => {
    const body = document.querySelector('main tbody');
    const [...first] = body?.children ?? [];
    for (let at = body?.children.length ?? rows; at < rows; at++) {
      const row = first[at % first.length];
      if (row) body?.append(row.cloneNode(true));
    }
  }, ROWS);
  const acts: [string, () => Promise<void>][] = [
    ['a letter into the search box', () => page.keyboard.press('4')],
    ['the next row by its key', () => page.keyboard.press('j')],
    [
      'a click on a row',
      () =>
        page
          .locator('main tbody tr')
          .nth(3)
          .click({ position: { x: 4, y: 4 } }),
    ],
  ];
  const found: Interaction[] = [];
  for (const [what, act] of acts) {
    if (what.includes('box')) await page.getByRole('searchbox').first().click();
    else await page.keyboard.press('Escape');
    found.push({ what, ms: await longestOf(page, act) });
  }
  return found;
}

async function longestOf(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const told = { longest: 0, count: 0 };
    Object.assign(window, { told });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        told.longest = Math.max(told.longest, entry.duration);
        told.count++;
      }
    }).observe({ type: 'event', durationThreshold: 16, buffered: false } as PerformanceObserverInit);
  });
  for (let time = 0; time < TIMES; time++) {
    await act();
    // Two frames later the paint is over.
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
  }
  return page.evaluate(() => (window as unknown as { told: { longest: number } }).told.longest);
}
