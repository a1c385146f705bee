import { expect, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { act, charges, setDevice } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const DEVICE = 'P00201';
const LABEL = 'Giriş kasası';

test('an answer lost after the charge is unknown on the screen, is asked about by itself, and ends approved with one charge', async ({
  page,
}) => {
  await signIn(page, 'manager');
  await setDevice(DEVICE, { scenario: 'lost-answer', times: 1 });
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByLabel('Amount', { exact: true }).fill('64.25');
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: /^Send/ }).click();
  await act(DEVICE, 'tap');
  await expect(sheet.locator('section[data-state="unknown"]')).toContainText('Vezne asks the provider');
  await expect(sheet.locator('section[data-state="approved"]')).toBeVisible({ timeout: 20_000 });
  await sheet.getByRole('link', { name: 'Open the transaction' }).click();
  const reference = await page.getByText(/^ref_/).first().textContent();
  expect(await charges(reference?.trim() ?? '')).toHaveLength(1);
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible();
});
