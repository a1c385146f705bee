import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../support/signed-in.ts';

/** Counts how often the browser's print dialog would have opened. */
async function countDialogs(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    window.print = () => {
      document.documentElement.dataset.printed = String(
        Number(document.documentElement.dataset.printed ?? 0) + 1,
      );
    };
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset.printed ?? 0));
}

test('support reprints a slip: the first paper is the slip, the second says that it is a duplicate', async ({
  page,
}) => {
  const dialogs = await countDialogs(page);
  await signIn(page, 'support');
  await page.goto('/kahve-duragi/transactions?state=approved');
  await page.getByRole('main').locator('a[href*="/transactions/txn_"]').first().click();
  await page.getByRole('link', { name: 'Show slip' }).click();
  await expect(page).toHaveURL(/receipts\/txn_/);
  const slip = page.url();

  await page.getByRole('button', { name: 'Print 80 mm' }).click();
  await expect(page).toHaveURL(/\/print\?/);
  await expect.poll(dialogs).toBe(1);
  await expect(page.getByText(/KOPYA|DUPLICATE/)).toHaveCount(0);

  await page.goto(slip);
  await page.getByRole('button', { name: 'Print 80 mm' }).click();
  await expect(page).toHaveURL(/\/print\?/);
  await expect(page.getByText(/KOPYA|DUPLICATE/).first()).toBeVisible();
});
