import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { DEMO_PASSWORD, kahveDuragi } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { ageFactors, type Planted, plantAdmin } from '../support/demo-database.ts';
import { letterInMailbox, pathIn } from '../support/mailbox.ts';
import { confirmIt, signIn } from '../support/signed-in.ts';

const HOME = `/${kahveDuragi.slug}`;
const { people, factor, approvals, join, signIn: form } = messages.en;
const CHOSEN = 'bir fincan kahve 40 yıl';

let second: Planted;
test.beforeEach(async ({ browserName }, { retry }) => {
  second = await plantAdmin('Berk Aksoy', `berk.aksoy.${browserName}.${retry}@demo.vezne.test`);
});
test.afterEach(() => second.remove());

test('an administrator invites a manager; another one, with a passkey, lets the letter be sent; the manager comes in', async ({
  page,
  browser,
}) => {
  // Three people, two sign-ins, a letter.
  test.slow();
  const [name, email] = ['Mert Kaplan', 'mert.kaplan@demo.vezne.test'];
  await signIn(page, 'admin');
  await ageFactors('admin');

  await test.step('the invitation waits, and its letter is not sent', async () => {
    await page.goto(`${HOME}/settings/users`);
    await page.getByRole('button', { name: people.invite.action }).click();
    const sheet = page.getByRole('dialog', { name: people.invite.title });
    await sheet.getByLabel(people.invite.name).fill(name);
    await sheet.getByLabel(people.invite.email).fill(email);
    await sheet.getByLabel(people.invite.role).selectOption('manager');
    await expect(sheet.getByText('is sent when another administrator approves it.')).toBeVisible();
    await sheet.getByLabel(people.invite.locale).selectOption('en');
    await sheet.getByRole('button', { name: people.invite.send }).click();
    const dialog = page.getByRole('dialog', { name: factor.confirm.title });
    await dialog.getByLabel(factor.ask.code).fill('000000');
    await dialog.getByRole('button', { name: factor.ask.submit, exact: true }).click();
    await expect(dialog.getByText(factor.problems.wrong).first()).toBeVisible();
    await confirmIt(page, 'admin');
    await expect(
      sheet.getByText(
        `Requested: the invitation to ${email} is sent when another administrator approves it.`,
      ),
    ).toBeVisible();
    await page.goto(`${HOME}/approvals`);
    await page
      .getByRole('listitem')
      .filter({ hasText: name })
      .getByRole('link', { name: approvals.see })
      .click();
    await expect(page.getByText(approvals.mineSentence)).toBeVisible();
    await expect(page.getByRole('button', { name: approvals.answer.accept.invitation })).toHaveCount(0);
  });

  await test.step('the second administrator sees who is to be what, and answers with a fresh passkey', async () => {
    const other = await withPasskey(browser);
    await other.goto(`${HOME}/approvals`);
    await other
      .getByRole('listitem')
      .filter({ hasText: name })
      .getByRole('link', { name: approvals.open })
      .click();
    await expect(other.getByText(email)).toBeVisible();
    await expect(other.getByText(name).first()).toBeVisible();
    const { violations } = await new AxeBuilder({ page: other }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await second.age();
    await other.getByRole('button', { name: approvals.answer.accept.invitation }).click();
    const dialog = other.getByRole('dialog', { name: factor.confirm.title });
    await dialog.getByRole('button', { name: factor.ask.passkey }).click();
    await expect(other.getByText(approvals.states.used, { exact: true })).toBeVisible();
    await other.context().close();
  });

  await test.step('the letter is there, opens once, and makes a manager', async () => {
    const came = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    await came.goto(pathIn(await letterInMailbox(email)));
    await came.getByLabel(join.password.label).fill(CHOSEN);
    await came.getByLabel(join.password.again).fill(CHOSEN);
    await came.getByRole('button', { name: join.invitation.submit }).click();
    await expect(came.getByText('Welcome.')).toBeVisible();
    await came.context().close();
    await page.goto(`${HOME}/settings/users`);
    const row = page.getByRole('row').filter({ hasText: name });
    await expect(row).toContainText(messages.en.frame.roles.manager);
  });
});

/** The second administrator in a browser of their own, signed in with a passkey that was made for it. */
async function withPasskey(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await page.goto('/signin');
  await page.getByLabel(form.email).fill(second.email);
  await page.getByLabel(form.password, { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: form.submit }).click();
  await page.waitForURL(/\/signin\/set-up/);
  await page.getByRole('button', { name: factor.setUp.makePasskey }).click();
  await page.getByLabel(factor.codes.stored).check();
  await page.getByRole('button', { name: factor.codes.submit }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
  return page;
}
