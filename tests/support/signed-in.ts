import { expect, type Page } from '@playwright/test';
import { DEMO_PASSWORD, demoPeople } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';

/** Signs a person of the demo in through the form, in English, and ends on the start page. */
export async function signIn(page: Page, who: keyof typeof demoPeople): Promise<void> {
  await speakEnglish(page);
  await fillIn(page, who, 'en');
}

/** The same in the person's own language, which the browser must ask for too. */
export async function signInInOwnLanguage(page: Page, who: keyof typeof demoPeople): Promise<void> {
  await fillIn(page, who, demoPeople[who].locale);
  await expect(page.locator('html')).toHaveAttribute('lang', demoPeople[who].locale);
}

async function speakEnglish(page: Page): Promise<void> {
  const base = new URL(process.env.VEZNE_PORT ? `http://127.0.0.1:${process.env.VEZNE_PORT}` : page.url());
  await page.context().addCookies([{ name: 'vezne_locale', value: 'en', url: base.origin }]);
}

async function fillIn(page: Page, who: keyof typeof demoPeople, locale: Locale): Promise<void> {
  const words = messages[locale].signIn;
  await page.goto('/signin');
  await page.getByLabel(words.email).fill(demoPeople[who].email);
  await page.getByLabel(words.password, { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: words.submit }).click();
  await expect(page).not.toHaveURL(/signin/);
}
