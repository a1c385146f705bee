import { expect, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { act, setDevice } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const DEVICE = 'P00103';
const LABEL = 'Gel al';

test('a sale with lines on a fiscal register is refunded by lines until nothing is left', async ({
  page,
}) => {
  await signIn(page, 'manager');
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByLabel('Name').fill('Filtre kahve');
  await sheet.getByLabel('Quantity').fill('2');
  await sheet.getByLabel('Unit price').fill('95,50');
  await sheet.getByRole('button', { name: 'Add a line' }).click();
  const second = sheet.getByRole('group', { name: 'Line 2' });
  await second.getByLabel('Name').fill('Simit');
  await second.getByLabel('Unit price').fill('15');
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: /^Send 206\.00/ }).click();
  await act(DEVICE, 'tap');
  await expect(sheet.locator('section[data-state="approved"]')).toBeVisible();
  await sheet.getByRole('link', { name: 'Open the transaction' }).click();
  await expect(page).toHaveURL(/transactions\/txn_/);
  const sale = page.url();
  await setDevice(DEVICE, { mode: 'auto' });

  await page.getByRole('button', { name: 'Give money back' }).click();
  await page.getByText('A part', { exact: true }).click();
  await page.getByLabel('Quantity of Filtre kahve that goes back').selectOption('1');
  await page.getByRole('button', { name: /^Refund 95\.50/ }).click();
  await expect(page.getByRole('heading', { name: /Refund/ })).toBeVisible();
  await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();

  await page.goto(sale);
  await expect(page.getByText('Partly refunded').first()).toBeVisible();
  await page.getByRole('button', { name: 'Give money back' }).click();
  await expect(page.getByText(/a part already went back/)).toBeVisible();
  await expect(page.getByText('1 of 2 left')).toBeVisible();
  await page.getByLabel('Quantity of Filtre kahve that goes back').selectOption('1');
  await page.getByLabel('Quantity of Simit that goes back').selectOption('1');
  await page.getByRole('button', { name: /^Refund 110\.50/ }).click();
  await expect(page.getByRole('heading', { name: /Refund/ })).toBeVisible();
  await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();

  await page.goto(sale);
  await expect(page.getByText('Refunded', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Give money back' })).toHaveCount(0);
  await setDevice(DEVICE, { mode: 'manual' });
});
