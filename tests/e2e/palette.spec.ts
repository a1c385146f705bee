import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { messages } from '#server/i18n/messages.ts';
import { signIn } from '../support/signed-in.ts';

const words = messages.en.palette;
const base = '/kahve-duragi';

/** Opens the palette by its key, which works from the moment the page has come to life. */
async function openPalette(page: Page) {
  const field = page.getByRole('combobox', { name: words.label });
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused({ timeout: 500 });
  }).toPass();
  return field;
}

test('by the keyboard alone somebody finds a payment from its slip, goes anywhere and acts', async ({
  page,
}) => {
  await signIn(page, 'manager');
  await page.goto(`${base}/transactions`);
  const code = await page
    .getByRole('main')
    .getByRole('cell')
    .getByText(/^\d{6}$/)
    .first()
    .innerText();
  const field = await openPalette(page);
  const options = page.getByRole('listbox', { name: words.title }).getByRole('option');

  // What is pasted is read as the search of the list reads it; the first thing found is what Enter opens.
  await field.fill(`  Onay Kodu : ${code}`);
  const found = page.getByRole('group', { name: words.groups.found }).getByRole('option');
  await expect(found.first()).toContainText(/Sale|Refund|Void/);
  await expect(field).toHaveAttribute(
    'aria-activedescendant',
    (await found.first().getAttribute('id')) ?? '',
  );
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target)}`)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/transactions\/txn_/);
  await expect(page.getByRole('main')).toContainText(code);

  // A page by its name.
  await openPalette(page);
  await page.keyboard.type('chart');
  await expect(options.first()).toHaveText(/^Charts/);
  await expect(options.first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: messages.en.pictures.title })).toBeVisible();

  // An action, chosen with the arrows among the others; closing gives the focus back.
  await openPalette(page);
  await page.keyboard.type('new sale');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: messages.en.sale.title })).toBeVisible();
  await page.keyboard.press('Escape');
  const print = page.getByRole('button', { name: messages.en.common.actions.print });
  await print.focus();
  await openPalette(page);
  await page.keyboard.press('Escape');
  await expect(print).toBeFocused();
});

test('keys go places, and who does not want single ones switches them off', async ({ page }) => {
  await signIn(page, 'manager');
  await page.goto(base);
  const sheet = page.getByRole('dialog', { name: words.keys.title });
  await expect(async () => {
    await page.keyboard.press('?');
    await expect(sheet).toBeVisible({ timeout: 500 });
  }).toPass();
  await sheet.getByRole('radio', { name: words.keys.off }).press('Space');
  await expect(page.locator('html')).toHaveAttribute('data-keys', 'off');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('?');
  await page.keyboard.press('n');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // The palette still opens, and leads back to the switch.
  await openPalette(page);
  await page.keyboard.type('shortcuts');
  await page.keyboard.press('Enter');
  await sheet.getByRole('radio', { name: words.keys.on }).press('Space');
  await expect(page.locator('html')).not.toHaveAttribute('data-keys', 'off');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page).toHaveURL(`${base}/pictures`);

  // The list behind a bar says what the bar says.
  await page.getByText(messages.en.pictures.asTable).first().click();
  await page.getByRole('main').locator('details[open] a.row-link').first().press('Enter');
  await expect(page).toHaveURL(/transactions\?.*from=.*currency=TRY/);
});
