import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { act } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const DEVICE = 'P00102';
const LABEL = 'Bahçe';

/** Writes a sale of one thing on the register and sends it to be paid in parts. */
async function payInParts(page: Page, price: string): Promise<void> {
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByRole('combobox', { name: 'Name' }).fill('Kahve makinesi');
  await sheet.getByLabel('Unit price').fill(price);
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: 'Pay in parts' }).click();
  await expect(page).toHaveURL(/split-sales\/spl_/);
}

const remaining = (page: Page, minor: number) =>
  expect(page.locator(`[data-remaining="${minor}"]`)).toBeVisible();

async function usableByEverybody(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map((each) => each.id)).toEqual([]);
}

test('two cards pay one sale, the second after a decline, and the terminal completes it', async ({
  page,
}) => {
  await signIn(page, 'manager');
  await payInParts(page, '90');
  const panel = page.locator('[data-split]');
  await expect(panel).toHaveAttribute('data-split', 'open');
  await remaining(page, 9_000);
  await expect(page.getByRole('button', { name: 'Complete the sale' })).toBeDisabled();
  await usableByEverybody(page);

  await test.step('the first card pays a part', async () => {
    await page.getByLabel('Amount of this payment').fill('50');
    await page.getByRole('button', { name: /^Take 50\.00/ }).click();
    await expect(page.getByText('A payment or void is still running.').first()).toBeVisible();
    await act(DEVICE, 'tap');
    await remaining(page, 4_000);
    await expect(page.locator('[data-payment="approved"]')).toHaveCount(1);
  });

  await test.step('more than what remains is refused at its field', async () => {
    await page.getByLabel('Amount of this payment').fill('40.01');
    await page.getByRole('button', { name: /^Take 40\.01/ }).click();
    await expect(page.getByRole('alert').first()).toContainText('40.00');
  });

  await test.step('a declined card leaves the rest as it was', async () => {
    await page.getByLabel('Amount of this payment').fill('40');
    await page.getByRole('button', { name: /^Take 40\.00/ }).click();
    await act(DEVICE, 'decline');
    await expect(page.locator('[data-payment="declined"]')).toHaveCount(1);
    await remaining(page, 4_000);
  });

  await test.step('an unfinished one is on the unresolved screen and blocks the end of day by its name', async () => {
    const here = page.url();
    await page.goto('/kahve-duragi/unresolved');
    await expect(page.getByRole('heading', { name: 'Split sales that are not finished' })).toBeVisible();
    await page.goto('/kahve-duragi/end-of-day');
    await page
      .getByRole('row', { name: new RegExp(LABEL) })
      .getByRole('button')
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Close/ })
      .last()
      .click();
    await expect(page).toHaveURL(/end-of-day\/eod_/);
    await expect(page.getByRole('main').getByRole('link', { name: /Split sale/ })).toBeVisible();
    await page.goto(here);
  });

  await test.step('the second card pays the rest, and the sale is completed', async () => {
    await page.getByRole('button', { name: /^Take 40\.00/ }).click();
    await act(DEVICE, 'tap');
    await remaining(page, 0);
    await page.getByRole('button', { name: 'Complete the sale' }).click();
    await expect(panel).toHaveAttribute('data-split', 'completed');
    await usableByEverybody(page);
  });
});

test('a sale paid in part is given up, and its payment is voided', async ({ page }) => {
  await signIn(page, 'manager');
  await page.setViewportSize({ width: 390, height: 844 });
  await payInParts(page, '30');
  const panel = page.locator('[data-split]');
  await expect(panel).toHaveAttribute('data-split', 'open');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.getByLabel('Amount of this payment').fill('10');
  await page.getByRole('button', { name: /^Take 10\.00/ }).click();
  await act(DEVICE, 'tap');
  await remaining(page, 2_000);
  await page.getByRole('button', { name: 'Give up' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give this sale up?' });
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  await dialog.getByRole('button', { name: /^Void 10\.00/ }).click();
  await expect(panel).toHaveAttribute('data-split', 'given_up');
  await expect(page.locator('[data-payment="voided"]')).toHaveCount(1);
});
