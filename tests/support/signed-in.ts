import { expect, type Page } from '@playwright/test';
import { DEMO_PASSWORD, demoPeople } from '#db/seeds/demo-world.ts';

/** Signs a person of the demo in through the form, in English, and ends on the start page. */
export async function signIn(page: Page, who: keyof typeof demoPeople): Promise<void> {
  const base = new URL(process.env.VEZNE_PORT ? `http://127.0.0.1:${process.env.VEZNE_PORT}` : page.url());
  await page.context().addCookies([{ name: 'vezne_locale', value: 'en', url: base.origin }]);
  await page.goto('/signin');
  await page.getByLabel('E-mail').fill(demoPeople[who].email);
  await page.getByLabel('Password', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).not.toHaveURL(/signin/);
}
