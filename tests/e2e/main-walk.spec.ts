import { expect, type Page, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { terminalPage } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const DEVICE = 'P00201';
const LABEL = 'Giriş kasası';

/** Presses a button of the drawn terminal and returns when the terminal's page has heard the answer. */
async function press(terminal: Page, name: string): Promise<void> {
  const answered = terminal.waitForResponse((response) => response.url().endsWith('/act'));
  await terminal.getByRole('button', { name, exact: true }).click();
  await answered;
}

async function send(page: Page, amount: string): Promise<void> {
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByLabel('Amount', { exact: true }).fill(amount);
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: new RegExp(`^Send .* to ${LABEL}$`) }).click();
  await expect(sheet.locator('[data-state="sending"]')).toBeVisible();
}

test('a manager sells, voids, refunds a part and closes the day, and every result arrives by itself', async ({
  page,
  context,
}) => {
  await signIn(page, 'manager');
  const terminal = await context.newPage();
  await terminal.goto(terminalPage(DEVICE));
  await page.bringToFront();

  await test.step('the sale is approved on the screen without a reload', async () => {
    await send(page, '118');
    await press(terminal, 'Tap');
    await expect(page.locator('section[data-state="approved"]')).toBeVisible();
  });

  await test.step('the sale is voided', async () => {
    await page.getByRole('link', { name: 'Open the transaction' }).click();
    await page.getByRole('button', { name: 'Give money back' }).click();
    await expect(page.getByText(/^This will be a void/)).toBeVisible();
    await page.getByRole('button', { name: /^Void 118/ }).click();
    await press(terminal, 'Tap');
    await expect(page.getByRole('heading', { name: /Void/ })).toBeVisible();
    await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: 'Sale' }).click();
    await expect(page.getByText('Voided', { exact: true }).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Give money back' })).toHaveCount(0);
  });

  await test.step('of another sale a part is refunded', async () => {
    await send(page, '250,50');
    await press(terminal, 'Tap');
    await page.getByRole('dialog').getByRole('link', { name: 'Open the transaction' }).click();
    await page.getByRole('button', { name: 'Give money back' }).click();
    await page.getByText('A part', { exact: true }).click();
    await expect(page.getByText(/^This will be a refund/)).toBeVisible();
    await page.getByLabel('Amount to give back').fill('100.5');
    await page.getByRole('button', { name: /^Refund 100\.50/ }).click();
    await press(terminal, 'Tap');
    await expect(page.getByRole('heading', { name: /Refund/ })).toBeVisible();
    await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();
    await page.getByRole('main').getByRole('link', { name: 'Sale' }).click();
    await expect(page.getByText('Partly refunded').first()).toBeVisible();
  });

  await test.step('the day is closed and both sides agree', async () => {
    await page.getByRole('link', { name: 'End of day' }).first().click();
    const row = page.getByRole('row', { name: new RegExp(LABEL) }).first();
    await row.getByRole('button', { name: /Close/ }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Close batch/ })
      .click();
    await expect(page).toHaveURL(/end-of-day\/eod_/);
    await expect(page.getByText(/^Matched: the terminal’s totals equal ours/)).toBeVisible();
  });
});
