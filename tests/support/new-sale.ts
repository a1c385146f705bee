import { expect, type Locator, type Page } from '@playwright/test';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';

/** Opens the sheet of a new sale by its key, which works from the moment the page has come to life. */
export async function openNewSale(page: Page, locale: Locale = 'en'): Promise<Locator> {
  const sheet = page.getByRole('dialog', { name: messages[locale].sale.title });
  await expect(async () => {
    await page.keyboard.press('n');
    await expect(sheet).toBeVisible({ timeout: 500 });
  }).toPass();
  return sheet;
}
