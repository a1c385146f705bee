import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import { openNewSale } from '../support/new-sale.ts';
import { askForPayment, openNewLink } from '../support/online-sandbox.ts';
import { OWN_PAGE, openPlace, PLACES, type Place } from '../support/pages.ts';
import { bringSession, signIn, signInInOwnLanguage, type Who } from '../support/signed-in.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** What an appearance can break; all else is the same in the dark. */
const OF_COLOUR = ['color-contrast', 'link-in-text-block'];
const DESKTOP = { width: 1280, height: 720 };
const PHONE = { width: 360, height: 780 };

// A colour on its way to another one is none.
test.use({ reducedMotion: 'reduce' });

/** Looks for what is wrong alone and in one go, as our pages have no frames: a third of the work. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
}

/** What axe finds on a page as it stands. */
async function violations(page: Page, builder: AxeBuilder): Promise<string[]> {
  // The title of a page may arrive after its content.
  await expect(page).toHaveTitle(/./);
  const { violations: found } = await builder.analyze();
  // What moves is rendered again by itself, and has no title for that moment: then it is looked at once more.
  if (found.some(({ id }) => id === 'document-title')) return violations(page, builder);
  return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

/** Nothing is found on a page, light or dark. One visit for both: the appearance is changed in place. */
async function canBeUsed(page: Page, what: string): Promise<void> {
  const found = await violations(page, axe(page).withTags(TAGS));
  expect(found, `${what}, light`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  const inTheDark = await violations(page, axe(page).withRules(OF_COLOUR));
  expect(inTheDark, `${what}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Nor on a phone, where a finger meets everything and nothing is wider than its window. */
async function fitsAPhone(page: Page, what: string): Promise<void> {
  await page.setViewportSize(PHONE);
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(overflow, { message: `${what} on a phone` }).toBeLessThanOrEqual(0);
  const found = await violations(page, axe(page).withRules(['target-size']));
  expect(found, `${what} on a phone`).toEqual([]);
  await page.setViewportSize(DESKTOP);
}

/**
 * The languages a page is looked at in: all with `npm run accessibility`, which takes its time; else one, another for each page.
 * An online till is of the merchant in Istanbul alone, and of what is for administrators only English is looked at.
 */
function languagesOf(place: Place): readonly Locale[] {
  const all = LOCALES.filter((locale) => locale === 'en' || !place.isForAdmin).filter(
    (locale) => locale !== 'fr' || !place.isOnline,
  );
  if (process.env.EVERY_LANGUAGE) return all;
  return all.filter((_locale, index) => index === PLACES.indexOf(place) % all.length);
}

/** One test for each of these pages of a merchant, as one of its people sees it in a language. */
function eachCanBeUsed(merchant: string, places: readonly Place[], who: Who, locale: Locale): void {
  for (const place of places.filter((one) => languagesOf(one).includes(locale))) {
    const name = place.route === '' ? 'the home' : place.route;
    test(`${name} of ${merchant} can be used by everybody in ${locale}`, async ({ page }) => {
      await bringSession(page, who, locale);
      const isThere = await openPlace(page, merchant, place);
      test.skip(!isThere, 'The demo has none yet.');
      await expect(page.locator('html')).toHaveAttribute('lang', locale);
      await canBeUsed(page, page.url());
      await fitsAPhone(page, page.url());
    });
  }
}

const OF_EVERYBODY = PLACES.filter((place) => !place.isForAdmin);
const OF_ADMINS = PLACES.filter((place) => place.isForAdmin);

test.describe('in English', () => {
  test.beforeAll(async ({ browser, baseURL }) => {
    const page = await browser.newPage({ baseURL });
    await signIn(page, 'manager');
    await page.goto('/kahve-duragi/payment-links');
    await askForPayment(page, '12.00', 'Simit');
    await page.close();
  });

  eachCanBeUsed('kahve-duragi', OF_EVERYBODY, 'manager', 'en');
  eachCanBeUsed('kahve-duragi', OF_ADMINS, 'admin', 'en');
});

test.describe('in Istanbul', () => {
  test.use({ locale: 'tr-TR' });

  eachCanBeUsed('kahve-duragi', OF_EVERYBODY, 'manager', 'tr');
});

for (const locale of LOCALES) {
  test(`a person’s own page can be used by everybody in ${locale}`, async ({ page }) => {
    await bringSession(page, 'manager', locale);
    await page.goto(OWN_PAGE);
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    const { change } = messages[locale].account.factors;
    await page.getByText(change).first().click();
    await canBeUsed(page, page.url());
    await fitsAPhone(page, page.url());
  });
}

test('what opens on a page can be used by everybody', async ({ page }) => {
  test.slow();
  await signIn(page, 'manager');
  const base = '/kahve-duragi';
  await page.goto(`${base}/transactions?state=approved&kind=sale`);
  const row = page.getByRole('main').locator('a.row-link').first();
  const id = (await row.getAttribute('href'))?.split('/').at(-1);
  await page.goto(`${base}/transactions?open=${id}&q=approved&kind=sale`);
  await page.getByText('What can be written here?').click();
  await page.getByText('More filters').click();
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await canBeUsed(page, 'a transaction beside the list');
  await page.goto(`${base}/receipts?slip=${id}`);
  for (const name of ['Receipt printer', 'Link', 'E-mail']) {
    await page.getByRole('button', { name, exact: true }).click();
    await canBeUsed(page, `a slip beside the list, ${name}`);
    await page.keyboard.press('Escape');
  }
  await openNewSale(page);
  await canBeUsed(page, 'the sale sheet');
  await page.goto(`${base}/payment-links`);
  const sheet = await openNewLink(page);
  await sheet.getByText(messages.en.paymentLink.form.more).click();
  await sheet.getByRole('button', { name: messages.en.paymentLink.form.addItem }).click();
  await canBeUsed(page, 'the sheet of a payment link');
});

test.describe('in Montréal, in French', () => {
  test.use({ locale: 'fr-CA', timezoneId: 'America/Toronto' });
  const merchant = 'maple-bakery';

  eachCanBeUsed(merchant, OF_EVERYBODY, 'montrealManager', 'fr');

  test('what only a person can decide can be used by everybody', async ({ page }) => {
    await signInInOwnLanguage(page, 'montrealManager');
    const open = { list: '/unresolved', id: 'txn_', path: '/transactions/*' };
    await openPlace(page, merchant, { route: '', at: open });
    await canBeUsed(page, page.url());
    await fitsAPhone(page, page.url());
    const sheet = await openNewSale(page, 'fr');
    await sheet.getByText('Plus d’options').click();
    await canBeUsed(page, 'the sale sheet with its options');
  });

  test('what a person decides can be decided by everybody', async ({ page }) => {
    await signInInOwnLanguage(page, 'montrealManager');
    await page.goto(`/${merchant}/unresolved`);
    await page.getByRole('link', { name: 'Décider…' }).first().click();
    const sheet = page.getByRole('dialog', { name: 'Décider ce qu’elle est devenue' });
    await sheet.getByRole('radio', { name: 'Elle a été payée' }).check();
    await canBeUsed(page, 'the sheet of a decision');
  });
});
