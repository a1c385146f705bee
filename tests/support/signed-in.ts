import { expect, type Locator, type Page } from '@playwright/test';
import { DEMO_PASSWORD, demoPeople } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALE_COOKIE, type Locale } from '#server/kernel/locale.ts';
import { nextCode } from './demo-codes.ts';
import { keptSession } from './kept-sessions.ts';
import { portalOrigin } from './visitor.ts';

/** Somebody of the demo. */
export type Who = keyof typeof demoPeople;

/** Puts a person of the demo, who was signed in once for all specs, at the start page, in English. */
export async function signIn(page: Page, who: Who): Promise<void> {
  await enter(page, who, 'en');
}

/** The same in the person's own language. */
export async function signInInOwnLanguage(page: Page, who: Who): Promise<void> {
  await enter(page, who, demoPeople[who].locale);
  await expect(page.locator('html')).toHaveAttribute('lang', demoPeople[who].locale);
}

async function enter(page: Page, who: Who, locale: Locale): Promise<void> {
  await bringSession(page, who, locale);
  await page.goto('/');
  await expect(page).not.toHaveURL(/signin/);
}

/** Gives a browser the session of a person who was signed in once for all specs, and a language; no page is opened. */
export async function bringSession(page: Page, who: Who, locale: Locale): Promise<void> {
  const [name = '', ...value] = (await keptSession(who)).split('=');
  const url = portalOrigin();
  await page.context().addCookies([
    { name, value: value.join('='), url, httpOnly: true, sameSite: 'Lax' },
    { name: LOCALE_COOKIE, value: locale, url },
  ]);
}

/** Signs a person in as people do, through the pages, into a session of their own, and ends on the start page. */
export async function signInByHand(page: Page, who: Who, locale: Locale = 'en'): Promise<void> {
  await givePassword(page, who, locale);
  const { ask } = messages[locale].factor;
  await page.getByLabel(ask.code).fill(await nextCode(who));
  await page.getByRole('button', { name: ask.submit, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
}

/** The first step of it: e-mail and password, up to the page that asks for the second factor, or has one set up. */
export async function givePassword(page: Page, who: Who, locale: Locale = 'en'): Promise<void> {
  const words = messages[locale].signIn;
  await page.goto('/signin');
  const { origin: url } = new URL(page.url());
  await page.context().addCookies([{ name: LOCALE_COOKIE, value: locale, url }]);
  await page.goto('/signin');
  await page.getByLabel(words.email).fill(demoPeople[who].email);
  await page.getByLabel(words.password, { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: words.submit }).click();
  await page.waitForURL(/\/signin\/(?:factor|set-up)/);
}

/** Gives the second factor again, in the dialog that asks for it because it is no longer fresh. */
export async function confirmIt(page: Page, who: Who, locale: Locale = 'en'): Promise<void> {
  const { ask, confirm } = messages[locale].factor;
  const dialog = page.getByRole('dialog', { name: confirm.title });
  await dialog.getByLabel(ask.code).fill(await nextCode(who));
  await dialog.getByRole('button', { name: ask.submit, exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Waits for what an action leads to, and gives the second factor again if that is asked for first. */
export async function confirmIfAsked(page: Page, who: Who, result: Locator): Promise<void> {
  const dialog = page.getByRole('dialog', { name: messages.en.factor.confirm.title });
  await expect(dialog.or(result)).toBeVisible();
  if (await dialog.isVisible()) await confirmIt(page, who);
  await expect(result).toBeVisible();
}
