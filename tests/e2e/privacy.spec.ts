import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { callAction } from '../support/action-call.ts';
import { sell, wellFormed } from '../support/money-actions.ts';
import { plantedVisitor } from '../support/planted-visitor.ts';
import { signIn } from '../support/signed-in.ts';
import { visit } from '../support/visitor.ts';
import { waitFor } from '../support/wait-for.ts';

const HOME = kahveDuragi.slug;
const words = messages.en.privacy;
const GUEST = 'quiet.guest@guests.example';

test('an administrator looks a customer up, hands over what is kept, and erases it', async ({ page }) => {
  const manager = await plantedVisitor('manager');
  const saleId = await sell(manager);
  const mail = wellFormed('mailSlipAction', { saleId });
  await callAction(manager, { ...mail, fields: { ...mail.fields, to: GUEST } });
  const shown = async () => (await visit(manager, `/${HOME}/transactions/${saleId}`)).text;
  await waitFor(async () => (await shown()).includes('q•••@guests.example'), 'the letter to be in the story');

  await signIn(page, 'admin');
  await page.goto(`/${HOME}/settings/privacy`);
  await page.getByLabel(words.contact).fill('nobody-at-all');
  await page.getByRole('button', { name: words.find }).click();
  await expect(page.getByText(words.problems.contact)).toBeVisible();

  await page.getByLabel(words.contact).fill(GUEST);
  await page.getByRole('button', { name: words.find }).click();
  await expect(page.getByText('1 letter', { exact: true })).toBeVisible();
  // Whom it is about stands in no address.
  expect(page.url()).not.toContain('guest');

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: words.export }).click();
  const file = JSON.parse(readFileSync(await (await saved).path(), 'utf8'));
  expect(file).toMatchObject({ contact: GUEST, letters: [{ to: 'q•••@guests.example' }] });

  await page.getByRole('button', { name: words.erase, exact: true }).click();
  await expect(page.getByText(words.problems.confirmed)).toBeVisible();
  await page.getByLabel(words.confirm).check();
  await page.getByRole('button', { name: words.erase, exact: true }).click();
  await expect(page.getByText(words.erased)).toBeVisible();
  expect(await shown()).not.toContain('guests.example');
});
