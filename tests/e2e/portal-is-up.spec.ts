import { expect, test } from '@playwright/test';

test('the portal that the demo starts says it is healthy', async ({ request }) => {
  const answer = await request.get('/api/internal/health');
  expect(answer.status()).toBe(200);
});

test('somebody who is not signed in is asked to sign in', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/signin/);
  await expect(page.getByRole('textbox').first()).toBeVisible();
});
