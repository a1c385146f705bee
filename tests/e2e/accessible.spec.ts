import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { messages } from '#server/i18n/messages.ts';
import { openNewSale } from '../support/new-sale.ts';
import { askForPayment, openNewLink } from '../support/online-sandbox.ts';
import { signIn, signInInOwnLanguage } from '../support/signed-in.ts';

const PAGES = [
  '',
  '/transactions',
  '/unresolved',
  '/receipts',
  '/devices',
  '/batches',
  '/end-of-day',
  '/settings/connections',
  '/payment-links',
  '/exports',
  '/exports/accounts?target=xero',
  '/exports/new',
];
/** A list, and what of its things the address of one begins with. */
const DETAILS = [
  ['/transactions', '/transactions/txn_'],
  ['/devices', '/devices/dev_'],
  ['/batches', '/batches/bat_'],
  ['/end-of-day', '/end-of-day/eod_'],
] as const;
/** Only where there is an account with pages. */
const ONLINE = ['/payment-links/payouts'];
/** The demo's Canadian bakery has one that only a person can decide. */
const UNRESOLVED = ['/unresolved', '/transactions/txn_'] as const;

async function violations(page: Page): Promise<string[]> {
  // The title of a page may arrive after its content.
  await expect(page).toHaveTitle(/./);
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  // What moves is rendered again by itself, and has no title for that moment: then it is looked at once more.
  if (found.some(({ id }) => id === 'document-title')) return violations(page);
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
    for (const path of [...PAGES, ...ONLINE]) {
      await page.goto(`${base}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), path).toEqual([]);
    }
    for (const [list, part] of DETAILS) {
      await openFirst(page, `${base}${list}`, part);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), page.url()).toEqual([]);
    }
    await openFirst(page, `${base}/transactions`, '/transactions/txn_');
    await page.goto(`${base}/transactions?open=${page.url().split('/').at(-1)}&q=approved&kind=sale`);
    await page.getByText('What can be written here?').click();
    await page.getByText('More filters').click();
    await page.getByRole('button', { name: 'View', exact: true }).click();
    expect(await violations(page), 'a transaction beside the list').toEqual([]);
    await openNewSale(page);
    expect(await violations(page), 'the sale sheet').toEqual([]);
    await page.goto(`${base}/payment-links`);
    const sheet = await openNewLink(page);
    await sheet.getByText(messages.en.paymentLink.form.more).click();
    await sheet.getByRole('button', { name: messages.en.paymentLink.form.addItem }).click();
    expect(await violations(page), 'the sheet of a payment link').toEqual([]);
    await page.keyboard.press('Escape');
    await askForPayment(page, '12.00', 'Simit');
    expect(await violations(page), 'a payment link').toEqual([]);
    await page.getByRole('link', { name: messages.en.paymentLink.detail.print }).click();
    await expect(page.getByRole('article', { name: messages.en.paymentLink.printPage.title })).toBeVisible();
    expect(await violations(page), 'its code on paper').toEqual([]);
  });
}

test.describe('in Montréal, in French', () => {
  test.use({ locale: 'fr-CA', timezoneId: 'America/Toronto' });
  const base = '/maple-bakery';

  test('every page of a merchant whose results are called back can be used by everybody', async ({
    page,
  }) => {
    test.slow();
    await signInInOwnLanguage(page, 'montrealManager');
    for (const path of PAGES) {
      await page.goto(`${base}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), path).toEqual([]);
    }
    for (const [list, part] of [...DETAILS, UNRESOLVED]) {
      await openFirst(page, `${base}${list}`, part);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await violations(page), page.url()).toEqual([]);
    }
    const sheet = await openNewSale(page, 'fr');
    await sheet.getByText('Plus d’options').click();
    expect(await violations(page), 'the sale sheet with its options').toEqual([]);
  });

  test('what a person decides can be decided by everybody', async ({ page }) => {
    await signInInOwnLanguage(page, 'montrealManager');
    await page.goto(`${base}/unresolved`);
    await page.getByRole('link', { name: 'Décider…' }).first().click();
    const sheet = page.getByRole('dialog', { name: 'Décider ce qu’elle est devenue' });
    await sheet.getByRole('radio', { name: 'Elle a été payée' }).check();
    expect(await violations(page)).toEqual([]);
  });

  test('no page is wider than a phone, and no single thing is either', async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width: 360, height: 780 });
    await signInInOwnLanguage(page, 'montrealManager');
    for (const path of PAGES) {
      await page.goto(`${base}${path}`);
      await isNoWiderThanItsWindow(page);
    }
    for (const [list, part] of [...DETAILS, UNRESOLVED]) {
      await openFirst(page, `${base}${list}`, part);
      await isNoWiderThanItsWindow(page);
    }
  });
});

test('no page is wider than a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, 'manager');
  for (const path of [...PAGES, ...ONLINE]) {
    await page.goto(`/kahve-duragi${path}`);
    await isNoWiderThanItsWindow(page);
  }
  await page.goto('/kahve-duragi/payment-links');
  await askForPayment(page, '12.00', 'Kruvasan');
  await isNoWiderThanItsWindow(page);
});

async function isNoWiderThanItsWindow(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, page.url()).toBeLessThanOrEqual(0);
}
