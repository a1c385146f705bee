import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { act, setDevice } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const BOARD = '/kahve-duragi/end-of-day';
const CLOSES = { id: 'P00201', label: 'Giriş kasası' };
const REFUSES = { id: 'P00203', label: 'Mobil kasa' };

test.afterEach(() => setDevice(REFUSES.id, { scenario: null }));

/** A sale that the terminal approves. */
async function sell(page: Page, { id, label }: typeof CLOSES): Promise<void> {
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label });
  await sheet.getByLabel('Amount').fill('25');
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: new RegExp(`^Send .* to ${label}$`) }).click();
  await act(id, 'tap');
  await expect(page.locator('section[data-state="approved"]')).toBeVisible();
  await page.keyboard.press('Escape');
}

test('two devices are closed with one button; the one that refuses says why, and all of it is there on return', async ({
  page,
}) => {
  test.slow();
  await signIn(page, 'manager');
  await page.goto(BOARD);
  for (const device of [CLOSES, REFUSES]) await sell(page, device);
  await setDevice(REFUSES.id, { scenario: 'busy', times: 1 });
  await page.goto(BOARD);
  const row = ({ label }: typeof CLOSES) => page.getByRole('row', { name: new RegExp(label) }).first();

  await test.step('the board is used with the keyboard alone', async () => {
    for (const device of [CLOSES, REFUSES]) {
      await row(device).getByRole('checkbox').focus();
      await page.keyboard.press('Space');
    }
    await page.getByRole('button', { name: 'Close 2 devices…' }).focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('listitem')).toHaveCount(2);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((each) => each.id)).toEqual([]);
    await dialog.getByRole('button', { name: /^Close 2 devices · / }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('The closes of 2 devices were started')).toBeVisible();
  });

  await test.step('each comes to its own end, which is still there after one has been away', async () => {
    await page.goto('/kahve-duragi/devices');
    await page.goto(BOARD);
    await expect(row(CLOSES)).toContainText('Matched');
    await expect(row(REFUSES)).toContainText('Failed');
    await expect(row(REFUSES)).toContainText('The terminal was busy with something else.');
    await expect(row(REFUSES).getByRole('link', { name: 'See the close' })).toBeVisible();
  });

  await test.step('the one that refused is closed again, by itself', async () => {
    await row(REFUSES).getByRole('button', { name: 'Close again…' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Close batch/ })
      .click();
    await expect(page.getByText(/^Matched: the terminal’s totals equal ours/)).toBeVisible();
  });
});
