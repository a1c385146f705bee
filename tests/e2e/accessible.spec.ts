import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { signIn } from '../support/signed-in.ts';

const PAGES = [
  '',
  '/transactions',
  '/unresolved',
  '/receipts',
  '/devices',
  '/batches',
  '/end-of-day',
  '/settings/connections',
];

async function violations(page: Page): Promise<string[]> {
  // The title of a page may arrive after its content.
  await expect(page).toHaveTitle(/./);
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** Opens the first thing a list leads to, once the list is there. */
async function openFirst(page: Page, list: string, part: string): Promise<void> {
  await page.goto(list);
  const target = await page.getByRole('main').locator(`a[href*="${part}"]`).first().getAttribute('href');
  await page.goto(target ?? '');
}

for (const look of ['light', 'dark'] as const) {
  test(`every page of a merchant can be used by everybody, in ${look}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme: look });
    await signIn(page, 'manager');
    const base = '/kahve-duragi';
    for (const path of PAGES) {
      await page.goto(`${base}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), path).toEqual([]);
    }
    for (const [list, part] of [
      ['/transactions', '/transactions/txn_'],
      ['/devices', '/devices/dev_'],
      ['/batches', '/batches/bat_'],
      ['/end-of-day', '/end-of-day/eod_'],
    ] as const) {
      await openFirst(page, `${base}${list}`, part);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), page.url()).toEqual([]);
    }
    await openNewSale(page);
    expect(await violations(page), 'the sale sheet').toEqual([]);
  });
}

test('no page is wider than a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, 'manager');
  for (const path of PAGES) {
    await page.goto(`/kahve-duragi${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, path).toBeLessThanOrEqual(0);
  }
});
