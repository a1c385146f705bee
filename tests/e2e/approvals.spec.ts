import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { ageFactors } from '../support/demo-database.ts';
import { openNewSale } from '../support/new-sale.ts';
import { act } from '../support/sandbox.ts';
import { confirmIt, signIn, signInByHand } from '../support/signed-in.ts';

const DEVICE = 'P00202';
const LABEL = 'Üst kat';
const PHONE = { width: 360, height: 740 };

test('two managers, one refund above the limit, from two browsers: the second on a phone lets it happen', async ({
  page,
  browser,
}) => {
  // Two people, two sign-ins, two operations on a terminal.
  test.slow();
  await signIn(page, 'manager');
  const sale = await sell(page, '6000');

  await test.step('the form says before it is sent that this needs a second person', async () => {
    await openMoneyBack(page);
    await page.getByLabel('Amount to give back').fill('4000');
    await expect(page.getByRole('button', { name: /^Refund 4,000\.00/ })).toBeVisible();
    await page.getByLabel('Amount to give back').fill('5500');
    await expect(page.getByText(/More than you may give back alone now/)).toBeVisible();
    await isAccessible(page);
    const ask = page.getByRole('button', { name: /^Ask for a refund of 5,500\.00/ });
    await ask.click();
    await expect(page.getByText('Give a reason, so that the other person can judge.').first()).toBeVisible();
    await page.getByLabel('Reason').fill('Wrong order, brought back');
    await ageFactors('manager');
    await ask.click();
    await confirmIt(page, 'manager');
    await expect(page).toHaveURL(/approvals\/apr_/);
    await expect(page.getByText('You requested this; another person has to answer.')).toBeVisible();
    await expect(page.getByRole('button', { name: /^Refund / })).toHaveCount(0);
  });
  const request = page.url();

  await test.step('its sale says that it waits, and a second one for it is not taken', async () => {
    await page.goto(sale);
    await expect(page.getByText(/A refund of 5,500\.00.* is waiting for a second person/)).toBeVisible();
    await openMoneyBack(page);
    await page.getByLabel('Amount to give back').fill('5600');
    await page.getByLabel('Reason').fill('Once more');
    await page.getByRole('button', { name: /^Ask for a refund of 5,600\.00/ }).click();
    await expect(page.getByText('A request for this is already waiting.')).toBeVisible();
  });

  const phone = await phoneOf(browser);
  await test.step('the second manager finds it on the start page and answers it', async () => {
    await signIn(phone, 'kadikoyManager');
    await phone.goto('/kahve-duragi');
    await expect(phone.getByText('One approval is waiting for you')).toBeVisible();
    await phone.getByRole('link', { name: 'Answer', exact: true }).click();
    const card = phone.getByRole('listitem').filter({ hasText: 'Requested by Elif Yılmaz' });
    await expect(card).toContainText('5,500.00');
    await expect(card).toContainText('Wrong order, brought back');
    await isAccessible(phone);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await card.getByRole('link', { name: 'Review and answer' }).click();
    await expect(phone).toHaveURL(request);
    await isAccessible(phone);
    expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await phone.getByRole('button', { name: 'Reject' }).click();
    await expect(phone.getByText('Say why you reject it.').first()).toBeVisible();
    await ageFactors('kadikoyManager');
    await phone.getByRole('button', { name: /^Refund 5,500\.00/ }).click();
    await confirmIt(phone, 'kadikoyManager');
    await expect(phone.getByRole('link', { name: 'Open the refund' })).toBeVisible();
  });

  await test.step('the first one sees it happen, with both names on it', async () => {
    await page.goto(request);
    await page.getByRole('link', { name: 'Open the refund' }).click();
    await act(DEVICE, 'tap').catch(() => undefined);
    await expect(page.getByRole('main').getByText('Approved', { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Request approved by')).toBeVisible();
    await expect(page.getByText('Selin Aydın').first()).toBeVisible();
    await page.goto(sale);
    await expect(page.getByText('Partly refunded').first()).toBeVisible();
    await expect(page.getByText(/Refund of 5,500\.00.* cleared to go ahead/)).toBeVisible();
  });
});

test('an accountant asks for a refund and takes it back; a manager turns another one down', async ({
  page,
  browser,
}) => {
  test.slow();
  await signInByHand(page, 'manager');
  const sale = await sell(page, '80');
  const books = await (await browser.newContext()).newPage();
  await signInByHand(books, 'accountant');
  await test.step('what is asked for can be taken back', async () => {
    await ask(books, sale);
    await books.getByRole('button', { name: 'Withdraw' }).click();
    await expect(books.getByText('withdrawn', { exact: true })).toBeVisible();
  });
  await test.step('and turned down, which the asker sees without touching the page', async () => {
    await ask(books, sale);
    await page.goto(books.url());
    await page.getByLabel('Your comment').fill('The slip says otherwise');
    await page.getByRole('button', { name: 'Reject' }).click();
    await expect(books.getByText('rejected', { exact: true })).toBeVisible();
    await expect(books.getByText('The slip says otherwise')).toBeVisible();
  });
});

async function ask(page: Page, sale: string): Promise<void> {
  await page.goto(sale);
  await page.getByRole('button', { name: 'Ask for a refund' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Amount to give back').fill('20');
  await sheet.getByLabel('Reason').fill('Spilled');
  await sheet.getByRole('button', { name: /^Ask for a refund of 20\.00/ }).click();
  await expect(page).toHaveURL(/approvals\/apr_/);
}

/** An approved sale on the terminal; the address of its page. */
async function sell(page: Page, amount: string): Promise<string> {
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByLabel('Amount', { exact: true }).fill(amount);
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: /^Send/ }).click();
  await act(DEVICE, 'tap');
  await expect(sheet.locator('section[data-state="approved"]')).toBeVisible();
  await sheet.getByRole('link', { name: 'Open the transaction' }).click();
  await expect(page).toHaveURL(/transactions\/txn_/);
  return page.url();
}

/** Part of the sale: the whole would be a void. */
async function openMoneyBack(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Give money back' }).click();
  await page.getByText('A part', { exact: true }).click();
}

async function phoneOf(browser: Browser): Promise<Page> {
  return (await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true })).newPage();
}

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
  ).toEqual([]);
}
