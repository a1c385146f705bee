import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { ageFactors, plantAdmin } from '../support/demo-database.ts';
import { control } from '../support/sandbox.ts';
import { confirmIt, signIn } from '../support/signed-in.ts';

const PAGE = `/${kahveDuragi.slug}/settings/connections`;

function cardOf(page: Page, index: number): Locator {
  const label = kahveDuragi.connections[index]?.label ?? '';
  return page
    .getByRole('main')
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: label }) });
}

test('an administrator sees each account and tests its credentials, which are never shown', async ({
  page,
}) => {
  await signIn(page, 'admin');
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connections' })).toBeVisible();

  const fiscal = cardOf(page, 0);
  await expect(fiscal).toContainText('VUK 507');
  await expect(fiscal).toContainText('Sandbox, no real money');
  await expect(fiscal.getByRole('link', { name: 'Ana kasa' })).toBeVisible();
  await expect(cardOf(page, 1)).toContainText('VUK 509');

  await fiscal.getByRole('button', { name: 'Test the credentials' }).click();
  await expect(fiscal.getByRole('status')).toContainText('The provider accepted the credentials.');
  await expect(fiscal).toContainText('Signed in until');
  await expect(fiscal).toContainText('Agrees with ours');

  const html = await page.content();
  for (const { credentials } of kahveDuragi.connections) {
    for (const secret of Object.values(credentials)) expect(html).not.toContain(secret);
  }
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((each) => each.id)).toEqual([]);
});

test('a refusal is said with the next step, and stands on the home page until the provider agrees', async ({
  page,
}) => {
  await signIn(page, 'admin');
  await page.goto(PAGE);
  const card = cardOf(page, 1);
  const press = () => card.getByRole('button', { name: 'Test the credentials' }).click();

  await control('PUT', 'settings', { requestTimestampUnit: 'milliseconds' });
  try {
    await press();
    await expect(card.getByRole('status')).toContainText('refused the time that was sent');
    await expect(card).toContainText('puts the credentials right');
    await page.goto(`/${kahveDuragi.slug}`);
    const alert = page.getByRole('main').getByText(/the provider refused the login/);
    await expect(alert).toBeVisible();
    await page.getByRole('link', { name: 'See the connection' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Connections' })).toBeVisible();
  } finally {
    await control('PUT', 'settings', { requestTimestampUnit: 'seconds' });
  }
  await press();
  await expect(card.getByRole('status')).toContainText('The provider accepted the credentials.');
  await expect(card).not.toContainText('the provider refused the login');

  await control('POST', 'faults', { path: '/authorize', fault: 'server-error', times: 1 });
  await press();
  await expect(card.getByRole('status')).toContainText('The provider gave no usable answer.');
});

test('a manager sees the connections without a test, and others are not led there', async ({
  page,
  browser,
}) => {
  await signIn(page, 'manager');
  await page.goto(PAGE);
  await expect(cardOf(page, 0)).toContainText('VUK 507');
  await expect(page.getByRole('button', { name: 'Test the credentials' })).toHaveCount(0);

  const accountant = await browser.newPage();
  await signIn(accountant, 'accountant');
  // The home page may lead there too.
  await expect(accountant.getByRole('link', { name: 'Devices' }).first()).toBeVisible();
  await expect(accountant.getByRole('link', { name: 'Settings' })).toHaveCount(0);
  expect((await accountant.goto(PAGE))?.status()).toBe(403);
  await accountant.close();
});

test('the connections fit a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await signIn(page, 'admin');
  await page.goto(PAGE);
  await expect(page.getByRole('button', { name: 'Test the credentials' }).first()).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('other credentials are put to the provider and wait for another administrator, on whose page no secret stands', async ({
  page,
}) => {
  test.slow();
  const words = messages.en.manage.connections;
  const { approvals } = messages.en;
  const second = await plantAdmin('Ela Toprak', 'ela.toprak@demo.vezne.test');
  try {
    await signIn(page, 'admin');
    await page.goto(PAGE);
    const { label = '', credentials = {} } = kahveDuragi.connections[1] ?? {};
    await cardOf(page, 1)
      .getByRole('button', { name: messages.en.manage.openOf.replace('{name}', label) })
      .click();
    const sheet = page.getByRole('dialog', { name: label });
    for (const [name, secret] of Object.entries<string>(credentials))
      await sheet.locator(`input[name="secret.${name}"]`).fill(secret);
    await ageFactors('admin');
    await sheet.getByRole('button', { name: words.changeAction }).click();
    await confirmIt(page, 'admin');
    await expect(
      sheet.getByText('They wait, sealed, until another administrator lets them be used'),
    ).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText(words.second.waiting.replace('{label}', label))).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((each) => each.id)).toEqual([]);
    await page.getByRole('link', { name: words.second.see }).click();
    await expect(page.getByText(approvals.facts.credentials_replace)).toBeVisible();
    const html = await page.content();
    for (const secret of Object.values(credentials)) expect(html).not.toContain(secret);
    await page.getByRole('button', { name: approvals.answer.withdraw }).click();
    await expect(page.getByText(approvals.states.withdrawn, { exact: true })).toBeVisible();
    await page.goto(PAGE);
    await expect(page.getByText(words.second.waiting.replace('{label}', label))).toHaveCount(0);
  } finally {
    await second.remove();
  }
});
