import { expect, test } from '@playwright/test';
import { signIn } from '../support/signed-in.ts';

test('whoever looks at an unknown sale finds its age, what happens next, and a button that asks now', async ({
  page,
}) => {
  await signIn(page, 'support');
  await page.goto('/kahve-duragi/unresolved');
  const row = page.getByRole('row', { name: /Üst kat/ });
  await expect(row).toContainText('Unknown');
  await expect(row).toContainText('asks the provider again at');
  await row.getByRole('button', { name: 'Ask the provider now' }).click();
  await expect(row).toHaveCount(0, { timeout: 20_000 });
});
