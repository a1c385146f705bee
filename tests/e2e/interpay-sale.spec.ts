import { expect, type Page, test } from '@playwright/test';
import { actOnInterpay, interpaySessions, interpayTerminalPage } from '../support/interpay-sandbox.ts';
import { openNewSale } from '../support/new-sale.ts';
import { signInInOwnLanguage } from '../support/signed-in.ts';

const DEVICE = 'PLATEAU-1';
const LABEL = 'Comptoir';

test.use({ locale: 'fr-CA', timezoneId: 'America/Toronto' });

/** Sends an amount, written as somebody in Montréal writes it, and waits until the terminal has it. */
async function send(page: Page, amount: string): Promise<void> {
  const sheet = await openNewSale(page, 'fr');
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByLabel('Montant', { exact: true }).fill(amount);
  await sheet.getByRole('button', { name: 'Vérifier' }).click();
  await sheet.getByRole('button', { name: new RegExp(`^Envoyer ${amount}.* à ${LABEL}$`) }).click();
  await expect(sheet.locator('section[data-state="awaiting"]')).toBeVisible({ timeout: 20_000 });
}

// §15.10: the callback route with the middleware on.
test('a manager in Montréal sells in French, and the result that is called back appears by itself, with the terminal’s slip', async ({
  page,
  context,
}) => {
  await signInInOwnLanguage(page, 'montrealManager');
  const terminal = await context.newPage();
  await terminal.goto(interpayTerminalPage(DEVICE));
  await page.bringToFront();

  await test.step('the sale is approved on the screen without a reload', async () => {
    await send(page, '12,40');
    const answered = terminal.waitForResponse((response) => response.url().includes('/act'));
    await terminal.getByRole('button', { name: 'Tap', exact: true }).click();
    await answered;
    await expect(page.locator('section[data-state="approved"]')).toBeVisible({ timeout: 20_000 });
  });

  await test.step('its reference of ten digits is the provider’s one charge', async () => {
    await page.getByRole('link', { name: 'Ouvrir l’opération' }).click();
    const reference = await page
      .getByRole('main')
      .getByText(/^[1-9]\d{9}$/)
      .first()
      .textContent();
    expect(await interpaySessions(reference?.trim() ?? '')).toMatchObject([
      { state: 'approved', chargedMinor: 12_40 },
    ]);
  });

  await test.step('the slip is the one the terminal printed', async () => {
    await page.getByRole('link', { name: 'Voir le ticket' }).click();
    await expect(page).toHaveURL(/receipts\/txn_/);
    const slip = page.getByRole('article', { name: /^Ticket : Vente, 12,40/ });
    for (const printed of ['COPIE CLIENT', 'APPROUVÉE', 'Batch #:', '$12.40']) {
      await expect(slip.getByText(printed).first()).toBeVisible();
    }
  });
});

test('a card that is declined says so in French, and no money moved', async ({ page }) => {
  await signInInOwnLanguage(page, 'montrealManager');
  await send(page, '8,95');
  await actOnInterpay(DEVICE, 'decline');
  const declined = page.locator('section[data-state="declined"]');
  await expect(declined).toBeVisible({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Ouvrir l’opération' }).click();
  await expect(page.getByRole('main').getByText('Refusée').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Rendre l’argent' })).toHaveCount(0);
});
