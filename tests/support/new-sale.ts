import { expect, type Locator, type Page } from '@playwright/test';

/** Opens the sheet of a new sale by its key, which works from the moment the page has come to life. */
export async function openNewSale(page: Page): Promise<Locator> {
  const sheet = page.getByRole('dialog', { name: 'New sale' });
  await expect(async () => {
    await page.keyboard.press('n');
    await expect(sheet).toBeVisible({ timeout: 500 });
  }).toPass();
  return sheet;
}
