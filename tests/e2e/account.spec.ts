import { expect, test } from '@playwright/test';
import { messages } from '#server/i18n/messages.ts';
import { signInByHand } from '../support/signed-in.ts';

const { account, factor } = messages.en;
const WHO = 'kadikoyManager';

test('a person sees where they are signed in and signs out everywhere else, and renews the recovery codes once it is them', async ({
  page,
  browser,
}) => {
  test.slow();
  const elsewhere = await browser.newPage();
  await signInByHand(elsewhere, WHO);
  await signInByHand(page, WHO);
  await page.goto('/account');
  await page.getByRole('button', { name: account.sessions.endOthers }).click();
  await expect(page.getByText(account.sessions.this)).toBeVisible();
  await elsewhere.goto('/account');
  await expect(elsewhere).toHaveURL(/signin/);
  await elsewhere.close();

  // The sign-in was just now, so nothing more is asked.
  await page.getByRole('button', { name: account.factors.renew }).click();
  await expect(page.getByText(factor.codes.title)).toBeVisible();
  await expect(page.getByRole('status').getByRole('listitem')).toHaveCount(10);
});
