import { expect, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { act, setDevice } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const DEVICE = 'P00202';
const LABEL = 'Üst kat';

test('an amount is held on the card, captured in part, and what was taken goes back', async ({ page }) => {
  await signIn(page, 'manager');
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: 'Gel al' });
  await expect(sheet.getByText('Pre-authorization')).toHaveCount(0);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByText('Pre-authorization', { exact: true }).click();
  await sheet.getByLabel('Amount', { exact: true }).fill('300');
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: /^Hold 300\.00/ }).click();
  await act(DEVICE, 'tap');
  await expect(sheet.getByText('Held', { exact: true })).toBeVisible();
  await sheet.getByRole('link', { name: 'Open the transaction' }).click();
  await expect(page).toHaveURL(/transactions\/txn_/);
  const hold = page.url();
  await setDevice(DEVICE, { mode: 'auto' });

  await test.step('more than is held is refused in words', async () => {
    await page.getByRole('button', { name: 'Capture', exact: true }).click();
    await expect(page.getByLabel('Amount to take')).toHaveValue(/300/);
    await page.getByLabel('Amount to take').fill('300.01');
    await page.getByRole('button', { name: /^Take 300\.01/ }).click();
    await expect(page.getByText('That is more than is held.').first()).toBeVisible();
  });

  await test.step('a part is captured', async () => {
    await page.getByLabel('Amount to take').fill('180.5');
    await page.getByRole('button', { name: /^Take 180\.50/ }).click();
    await expect(page).not.toHaveURL(hold);
    await expect(page.getByRole('heading', { name: /Capture/ })).toBeVisible();
    await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();
    const capture = page.url();
    await page.goto(hold);
    await expect(page.getByText(/180\.50.* of .*300\.00.* was captured/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Capture', exact: true })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Release' })).toHaveCount(0);
    await page.goto(capture);
  });

  await test.step('of what was taken a part goes back', async () => {
    await page.getByRole('button', { name: 'Give money back' }).click();
    await page.getByText('A part', { exact: true }).click();
    await page.getByLabel('Amount to give back').fill('80.5');
    await page.getByRole('button', { name: /^Refund 80\.50/ }).click();
    await expect(page.getByRole('heading', { name: /Refund/ })).toBeVisible();
    await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();
  });

  await setDevice(DEVICE, { mode: 'manual' });
});

test('a hold is released, and its slip says that nothing was taken', async ({ page }) => {
  await setDevice(DEVICE, { mode: 'auto' });
  await signIn(page, 'manager');
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByText('Pre-authorization', { exact: true }).click();
  await sheet.getByLabel('Amount', { exact: true }).fill('75');
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: /^Hold 75\.00/ }).click();
  await expect(sheet.getByText('Held', { exact: true })).toBeVisible();
  await sheet.getByRole('link', { name: 'Open the transaction' }).click();
  await expect(page).toHaveURL(/transactions\/txn_/);
  const hold = page.url();
  await page.getByRole('button', { name: 'Release' }).click();
  await page.getByRole('button', { name: /^Release 75\.00/ }).click();
  await expect(page).not.toHaveURL(hold);
  await expect(page.getByRole('heading', { name: /Release/ })).toBeVisible();
  await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();
  await page.getByRole('link', { name: 'Show slip' }).click();
  await expect(page.getByText('TUTARIN BLOKESİ KALDIRILMIŞTIR').first()).toBeVisible();
  await setDevice(DEVICE, { mode: 'manual' });
});
