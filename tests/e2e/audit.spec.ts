import { expect, test } from '@playwright/test';
import { demoPeople, kahveDuragi } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { signIn } from '../support/signed-in.ts';

const words = messages.en.audit;

test('a manager finds who signed in, and that the audit is as it was recorded', async ({ page }) => {
  await signIn(page, 'manager');
  await page.goto(`/${kahveDuragi.slug}/audit`);
  await page.getByLabel(words.fields.what, { exact: true }).selectOption({ label: words.subjects.sign_in });
  await page.getByLabel(words.fields.who).selectOption({ label: demoPeople.manager.name });
  await page.getByRole('button', { name: messages.en.common.actions.apply }).click();
  await expect(page).toHaveURL(/what=sign_in/);
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows.nth(1)).toContainText(words.subjects.sign_in);
  await expect(rows.nth(1)).toContainText(demoPeople.manager.name);

  await page.getByRole('button', { name: words.verify.action }).click();
  await expect(page.getByText(/entries are as they were recorded/)).toBeVisible({ timeout: 60_000 });
  await page.goto(`/${kahveDuragi.slug}/audit?what=audit`);
  await expect(page.getByRole('table')).toContainText(`${words.subjects.audit}: ${words.steps.verified}`);
});
