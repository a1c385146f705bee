import { expect, test } from '@playwright/test';
import { demoPeople, kahveDuragi } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { codeOfStep, stepAt } from '#tests/gateways/authenticator/totp-code.ts';
import { ageFactors } from '../support/demo-database.ts';
import { confirmIt, signIn, signInByHand } from '../support/signed-in.ts';

const { account, factor, frame } = messages.en;
const WHO = 'kadikoyManager';
const { name } = demoPeople[WHO];

test('a person sees where they are signed in and signs out everywhere else, and renews the recovery codes once it is them', async ({
  page,
  browser,
}) => {
  test.slow();
  const elsewhere = await browser.newPage();
  await signInByHand(elsewhere, WHO);
  await signInByHand(page, WHO);
  await page.getByRole('button', { name: frame.user.menu.replace('{name}', name) }).click();
  await page.getByRole('menuitem', { name: frame.user.account }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(account.title);
  await page.getByRole('button', { name: account.sessions.endOthers }).click();
  // Its row is gone once the page was rendered again.
  const others = page.getByRole('button', { name: account.sessions.endOf.split(' {')[0], exact: false });
  await expect(others).toHaveCount(0);
  await expect(page.getByText(account.sessions.this, { exact: true })).toBeVisible();
  await elsewhere.goto('/account');
  await expect(elsewhere).toHaveURL(/signin/);
  await elsewhere.close();

  // The sign-in was just now, so nothing more is asked.
  await page.getByRole('button', { name: account.factors.renew }).click();
  await expect(page.getByText(factor.codes.title).first()).toBeVisible();
  await expect(page.getByRole('status').getByRole('listitem')).toHaveCount(10);
});

test('a person adds another app once it is them, calls it something, and removes it again, but never the only one', async ({
  page,
}) => {
  test.slow();
  await signIn(page, WHO);
  await page.goto(`/${kahveDuragi.slug}`);
  await expect(async () => {
    // It opens from the moment the page has come to life.
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox')).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.getByRole('combobox').fill(account.title);
  await page.getByRole('option', { name: frame.user.account, exact: true }).click();
  const rows = page.getByRole('main').locator('li > details');
  await expect(rows).toHaveCount(1);
  await rows.getByText(account.factors.change).click();
  await expect(page.getByText(account.factors.onlyOne)).toBeVisible();

  await ageFactors(WHO);
  await page.getByRole('button', { name: account.factors.add }).click();
  await confirmIt(page, WHO);
  await expect(page.getByRole('img', { name: factor.setUp.qr })).toBeVisible();
  const secret = (await page.locator('p.font-mono').innerText()).replaceAll(' ', '');
  await page.getByLabel(factor.setUp.code).fill('111111');
  await page.getByRole('button', { name: factor.setUp.submit }).click();
  await expect(page.getByText(factor.problems.wrongFirst).first()).toBeVisible();
  await page.getByLabel(factor.setUp.code).fill(codeOfStep(secret, stepAt(Date.now())));
  await page.getByRole('button', { name: factor.setUp.submit }).click();
  await expect(page.getByText(account.factors.added)).toBeVisible();
  await expect(rows).toHaveCount(2);

  await rows.nth(1).getByText(account.factors.change).click();
  await rows.nth(1).getByLabel(account.factors.label).fill('İş telefonu');
  await rows.nth(1).getByRole('button', { name: account.factors.rename }).click();
  await expect(page.getByText('İş telefonu', { exact: true })).toBeVisible();
  await rows.nth(1).getByText(account.factors.removeAsk, { exact: true }).click();
  await expect(rows.nth(1).getByText(/^It will no longer open anything/)).toBeVisible();
  await page
    .getByRole('button', { name: account.factors.removeOf.replace('{label}', 'İş telefonu') })
    .click();
  await expect(page.getByText(account.factors.removed)).toBeVisible();
  await expect(rows).toHaveCount(1);
});

test('a person changes what they are called, and reads the pages in the language they choose', async ({
  page,
}) => {
  await signIn(page, WHO);
  await page.goto('/account');
  const words = account.details;
  await page.getByLabel(words.name, { exact: true }).fill('');
  await page.getByRole('button', { name: words.submit }).click();
  await expect(page.locator('[aria-invalid="true"]')).toHaveCount(1);
  await page.getByLabel(words.name, { exact: true }).fill('Selin A. Yıldız');
  await page.getByLabel(words.locale, { exact: true }).selectOption('tr');
  await page.getByRole('button', { name: words.submit }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(messages.tr.account.title);
  await expect(page.getByText('Selin A. Yıldız, ')).toBeVisible();
  // As it was, for whoever looks for them next.
  const theirs = messages.tr.account.details;
  await page.getByLabel(theirs.name, { exact: true }).fill(name);
  await page.getByLabel(theirs.locale, { exact: true }).selectOption(demoPeople[WHO].locale);
  await page.getByRole('button', { name: theirs.submit }).click();
  await expect(page.getByText(`${name}, `)).toBeVisible();
});
