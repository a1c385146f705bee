import { expect, test } from '@playwright/test';
import { actOnInterpay, interpaySessions, setInterpayDevice } from '../support/interpay-sandbox.ts';
import { openNewSale } from '../support/new-sale.ts';
import { signInInOwnLanguage } from '../support/signed-in.ts';

const DEVICE = 'PLATEAU-2';
const LABEL = 'Terrasse';

test.use({ locale: 'fr-CA', timezoneId: 'America/Toronto' });

test('a stop that loses against the card: the sale ends approved, a banner says so, and a void is offered', async ({
  page,
}) => {
  await signInInOwnLanguage(page, 'montrealManager');
  await setInterpayDevice(DEVICE, { scenario: 'SIM-CANCELRACE', times: 1 });
  const sheet = await openNewSale(page, 'fr');

  await test.step('the sale is on the terminal, and is asked to stop', async () => {
    await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
    await sheet.getByLabel('Montant', { exact: true }).fill('46,00');
    await sheet.getByRole('button', { name: 'Vérifier' }).click();
    await sheet.getByRole('button', { name: new RegExp(`^Envoyer 46,00.* à ${LABEL}$`) }).click();
    await expect(sheet.locator('section[data-state="awaiting"]')).toBeVisible({ timeout: 20_000 });
    await sheet.getByRole('button', { name: 'Arrêter sur le terminal' }).click();
    const asked = page.getByRole('dialog', { name: 'L’arrêter sur le terminal ?' });
    await asked.getByRole('button', { name: new RegExp(`^Arrêter 46,00.* sur ${LABEL}$`) }).click();
    await expect(sheet.getByText(/^Le prestataire a reçu la demande d’arrêt/)).toBeVisible();
  });

  await test.step('the card was faster', async () => {
    // Interac could only be refunded.
    await actOnInterpay(DEVICE, 'tap', 'visa');
    await expect(sheet.locator('section[data-state="approved"]')).toBeVisible({ timeout: 20_000 });
    await expect(sheet.getByText('Approuvée alors que l’arrêt avait été demandé')).toBeVisible();
  });

  await test.step('the whole of it can be undone, and then is', async () => {
    await page.getByRole('link', { name: 'Ouvrir l’opération' }).click();
    await expect(page.getByText('Approuvée alors que l’arrêt avait été demandé')).toBeVisible();
    const reference = await page
      .getByRole('main')
      .getByText(/^[1-9]\d{9}$/)
      .first()
      .textContent();
    await page.getByRole('button', { name: 'Rendre l’argent' }).first().click();
    await expect(page.getByText(/^Ce sera une annulation/)).toBeVisible();
    await page.getByRole('button', { name: /^Annuler 46,00/ }).click();
    await expect
      .poll(async () => interpaySessions(reference?.trim() ?? ''), { timeout: 20_000 })
      .toMatchObject([{ state: 'voided', chargedMinor: 46_00 }]);
    await expect(page.getByRole('main').getByText('Approuvée').first()).toBeVisible({ timeout: 20_000 });
  });
});
