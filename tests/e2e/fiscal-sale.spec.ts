import { expect, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { act } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const DEVICE = 'P00102';
const LABEL = 'Bahçe';

test('a cashier writes a fiscal sale without leaving the keys, and the paper is made out to the company', async ({
  page,
}) => {
  await signIn(page, 'manager');
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });

  await test.step('what was sold before comes with its price, by Enter from field to field', async () => {
    await sheet.getByRole('combobox', { name: 'Name' }).fill('filtre');
    await expect(sheet.getByRole('option', { name: /^Filtre kahve/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(sheet.getByLabel('Unit price')).toHaveValue(/105/);
    await page.keyboard.type('2');
    for (const _ of ['unit', 'price', 'discount']) await page.keyboard.press('Enter');
    await page.keyboard.type('10%');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Kitap');
    await page.keyboard.press('Enter');
    await page.keyboard.press('0');
    for (const _ of ['quantity', 'unit', 'price']) await page.keyboard.press('Enter');
    await page.keyboard.type('11.50');
    // 2 × 105 − 10 % + 11.50
    await expect(sheet.getByText('To pay').locator('..')).toContainText('200.50');
    await expect(sheet.getByText('VAT 10 % included').locator('..')).toContainText('17.18');
  });

  await test.step('a tax number whose check digit is wrong is said beside it', async () => {
    await sheet.getByText('Invoice, buyer and notice').click();
    await sheet.getByLabel('Buyer', { exact: true }).selectOption('company');
    await sheet.getByLabel('Tax number').fill('1234567891');
    await expect(sheet.getByText(/check digits do not fit/)).toBeVisible();
    await sheet.getByLabel('Tax number').fill('1234567890');
    await expect(sheet.getByText(/check digits do not fit/)).toBeHidden();
    await sheet.getByLabel('Company name').fill('Deneme Kitap A.Ş.');
    await sheet.getByLabel('City').fill('İstanbul');
    await sheet.getByLabel('District').fill('Kadıköy');
  });

  await test.step('what is missing is refused with the name of the field, and nothing is sent', async () => {
    await sheet.getByRole('button', { name: 'Review' }).click();
    await sheet.getByRole('button', { name: /^Send 200\.50/ }).click();
    await expect(sheet.getByRole('alert')).toContainText('six digits');
    await sheet.getByRole('button', { name: 'Change' }).click();
    await sheet.getByLabel('Tax office code').fill('001103');
  });

  await test.step('the sale is approved', async () => {
    await sheet.getByRole('button', { name: 'Review' }).click();
    await expect(sheet.getByText('Made out to Deneme Kitap A.Ş.')).toBeVisible();
    await sheet.getByRole('button', { name: /^Send 200\.50/ }).click();
    await act(DEVICE, 'tap');
    await expect(sheet.locator('section[data-state="approved"]')).toBeVisible();
  });
});
