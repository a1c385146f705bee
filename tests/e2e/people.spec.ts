import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { codeOfStep, stepAt } from '#tests/gateways/authenticator/totp-code.ts';
import { ageFactors } from '../support/demo-database.ts';
import { letterInMailbox, pathIn } from '../support/mailbox.ts';
import { confirmIfAsked, signIn } from '../support/signed-in.ts';

const USERS = `/${kahveDuragi.slug}/settings/users`;
const CHOSEN = 'bir fincan kahve 40 yıl';
const words = messages.en.people;

async function inviteSupport(page: Page, name: string, email: string, branch?: string): Promise<void> {
  await page.goto(USERS);
  await page.getByRole('button', { name: words.invite.action }).click();
  const sheet = page.getByRole('dialog', { name: words.invite.title });
  await sheet.getByLabel(words.invite.name).fill(name);
  await sheet.getByLabel(words.invite.email).fill(email);
  await sheet.getByLabel(words.invite.locale).selectOption('en');
  if (branch) {
    await sheet.getByLabel(words.reach.some).check();
    await sheet.getByLabel(branch).check();
  }
  await sheet.getByRole('button', { name: words.invite.send }).click();
  await confirmIfAsked(page, 'admin', sheet.getByText(`on its way to ${email}`));
}

/** Follows the letter in a browser of its own, chooses a password, and signs in with it. */
async function acceptAndEnter(browser: Browser, email: string): Promise<Page> {
  const path = pathIn(await letterInMailbox(email));
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(messages.en.join.invitation.title);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);

  await page.getByLabel(messages.en.join.password.label).fill('short');
  await page.getByLabel(messages.en.join.password.again).fill('short');
  await page.getByRole('button', { name: messages.en.join.invitation.submit }).click();
  await expect(page.getByRole('alert').first()).toContainText('at least 12 characters');
  await page.getByLabel(messages.en.join.password.label).fill(CHOSEN);
  await page.getByLabel(messages.en.join.password.again).fill(CHOSEN);
  await page.getByRole('button', { name: messages.en.join.invitation.submit }).click();
  await expect(page.getByText('Welcome.')).toBeVisible();

  await page.getByRole('link', { name: messages.en.join.invitation.toSignIn }).click();
  await enter(page, email, CHOSEN);
  // The letter opens nothing any more.
  const again = await page.context().newPage();
  await again.goto(path);
  await expect(again.getByRole('heading', { level: 1 })).toHaveText(messages.en.join.gone.title);
  await again.close();
  return page;
}

/** The secrets of the apps of people who came here, and the last step of time each has used. */
const apps = new Map<string, { secret: string; step: number }>();

async function enter(page: Page, email: string, password: string): Promise<void> {
  const form = messages.en.signIn;
  await page.getByLabel(form.email).fill(email);
  await page.getByLabel(form.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: form.submit }).click();
  await page.waitForURL(/\/signin\/(?:factor|set-up)/);
  const { ask, setUp, codes } = messages.en.factor;
  const app = apps.get(email);
  if (app) {
    // The step after now is taken too, and was not used yet.
    app.step = Math.max(app.step + 1, stepAt(Date.now()));
    await page.getByLabel(ask.code).fill(codeOfStep(app.secret, app.step));
    await page.getByRole('button', { name: ask.submit, exact: true }).click();
  } else {
    const secret = (await page.locator('p.font-mono').innerText()).replaceAll(' ', '');
    const step = stepAt(Date.now());
    apps.set(email, { secret, step });
    await page.getByLabel(setUp.code).fill(codeOfStep(secret, step));
    await page.getByRole('button', { name: setUp.submit }).click();
    await page.getByLabel(codes.stored).check();
    await page.getByRole('button', { name: codes.submit }).click();
  }
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
}

async function openManage(page: Page, name: string) {
  await page.goto(USERS);
  await page.getByRole('button', { name: `Manage ${name}` }).click();
  return page.getByRole('dialog');
}

test('an administrator invites somebody, who follows the letter, enters and finds a slip, and is out once disabled', async ({
  page,
  browser,
}) => {
  test.slow();
  const [name, email] = ['Can Öztürk', 'can.ozturk@demo.vezne.test'];
  await signIn(page, 'admin');
  await ageFactors('admin');
  await inviteSupport(page, name, email);
  const support = await acceptAndEnter(browser, email);
  await support.goto(`/${kahveDuragi.slug}/receipts`);
  await support.getByRole('main').locator('a[href*="slip=txn_"]').first().click();
  await expect(support.getByRole('article').first()).toBeVisible();

  const sheet = await openManage(page, name);
  await sheet.getByRole('button', { name: words.manage.disable }).click();
  await expect(sheet.getByRole('button', { name: words.manage.enable })).toBeVisible();
  await support.getByRole('navigation').getByRole('link', { name: 'Transactions' }).first().click();
  await expect(support).toHaveURL(/signin/);
  await support.context().close();
});

test('whoever is asked in for one branch sees nothing of the other', async ({ page, browser }) => {
  test.slow();
  const email = 'ece.demir@demo.vezne.test';
  await signIn(page, 'admin');
  await inviteSupport(page, 'Ece Demir', email, 'Beşiktaş');
  const limited = await acceptAndEnter(browser, email);
  const own = kahveDuragi.connections[1]?.devices[0]?.id ?? '';
  const other = kahveDuragi.connections[0]?.devices[0]?.id ?? '';
  await limited.goto(`/${kahveDuragi.slug}/transactions?device=${own}`);
  await expect(limited.getByRole('main').locator('a[href*="txn_"]').first()).toBeVisible();
  await page.goto(`/${kahveDuragi.slug}/transactions?device=${other}`);
  const href = await page
    .getByRole('main')
    .locator('a[href*="/transactions/txn_"]')
    .first()
    .getAttribute('href');
  const foreign = /txn_\w+/.exec(href ?? '')?.[0] ?? '';
  expect(foreign).not.toBe('');
  expect((await limited.goto(`/${kahveDuragi.slug}/transactions/${foreign}`))?.status()).toBe(404);
  expect((await limited.request.get(`/api/files/receipts/${kahveDuragi.slug}/${foreign}`)).status()).toBe(
    404,
  );
  await limited.context().close();
});

test('a forgotten password is chosen anew by a letter, and strangers are answered the same', async ({
  page,
  browser,
}) => {
  test.slow();
  const email = 'deniz.kaya@demo.vezne.test';
  await signIn(page, 'admin');
  await inviteSupport(page, 'Deniz Kaya', email);
  const person = await acceptAndEnter(browser, email);
  const forgot = messages.en.join.forgot;
  for (const address of ['nobody@demo.vezne.test', email]) {
    await person.goto('/forgot');
    await person.getByLabel(messages.en.signIn.email).fill(address);
    await person.getByRole('button', { name: forgot.submit }).click();
    await expect(person.getByText('If this address has an account')).toBeVisible();
  }
  let letter = '';
  await expect(async () => {
    letter = await letterInMailbox(email);
    expect(letter).toContain('/reset/');
  }).toPass();
  await person.goto(pathIn(letter));
  const anew = `${CHOSEN} !`;
  await person.getByLabel(messages.en.join.password.label).fill(anew);
  await person.getByLabel(messages.en.join.password.again).fill(anew);
  await person.getByRole('button', { name: messages.en.join.reset.submit }).click();
  await expect(person.getByText('Your password was changed.')).toBeVisible();
  await person.goto(`/${kahveDuragi.slug}`);
  await expect(person).toHaveURL(/signin/);
  await enter(person, email, anew);
  await person.context().close();
});

test('a branch and a device are added, and the device is taken out of use again', async ({ page }) => {
  await signIn(page, 'admin');
  const { branches, devices } = messages.en.manage;
  await page.goto(`/${kahveDuragi.slug}/settings/branches`);
  await page.getByRole('button', { name: branches.add }).click();
  let sheet = page.getByRole('dialog');
  await sheet.getByLabel(branches.name).fill('Karaköy');
  await sheet.getByLabel(branches.address).fill('Kemankeş Cad. 3');
  await sheet.getByLabel(branches.city).fill('İstanbul');
  await sheet.getByRole('button', { name: branches.add }).click();
  await expect(sheet.getByText(messages.en.manage.saved)).toBeVisible();

  await page.goto(`/${kahveDuragi.slug}/settings/devices`);
  await page.getByRole('button', { name: devices.add }).click();
  sheet = page.getByRole('dialog');
  await sheet.getByLabel(devices.connection).selectOption({ label: kahveDuragi.connections[1]?.label ?? '' });
  await sheet.getByLabel(devices.id).fill('P00999');
  await sheet.getByLabel(devices.label).fill('Yeni kasa');
  await sheet.getByLabel(devices.branch).selectOption({ label: 'Karaköy' });
  await sheet.getByRole('button', { name: devices.add }).click();
  await expect(sheet.getByText(messages.en.manage.saved)).toBeVisible();
  await page.goto(`/${kahveDuragi.slug}/settings/devices`);
  await page.getByRole('button', { name: 'Edit Yeni kasa' }).click();
  await page.getByRole('dialog').getByRole('button', { name: devices.disable }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: devices.enable })).toBeVisible();

  await page.goto(`/${kahveDuragi.slug}/settings/branches`);
  await page.getByRole('button', { name: 'Edit Karaköy' }).click();
  await page.getByRole('dialog').getByRole('button', { name: branches.retire }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: branches.reopen })).toBeVisible();
});

for (const place of ['users', 'branches', 'devices'] as const)
  test(`the settings of ${place} fit a phone and can be read by everybody`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await signIn(page, 'admin');
    await page.goto(`/${kahveDuragi.slug}/settings/${place}`);
    await expect(page.getByRole('table')).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
