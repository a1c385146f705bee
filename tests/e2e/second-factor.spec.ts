import { expect, type Page, test } from '@playwright/test';
import { demoPeople, kahveDuragi } from '#db/seeds/demo-world.ts';
import { messages } from '#server/i18n/messages.ts';
import { codeOfStep, stepAt } from '#tests/gateways/authenticator/totp-code.ts';
import { nextCode } from '../support/demo-codes.ts';
import { forgetFactors } from '../support/demo-database.ts';
import { givePassword, signInByHand } from '../support/signed-in.ts';

const { ask, setUp, codes, problems } = messages.en.factor;
const WHO = 'besiktasManager';
const HOME = `/${kahveDuragi.slug}`;

const fillCode = async (page: Page, code: string) => {
  await page.getByLabel(ask.code).fill(code);
  await page.getByRole('button', { name: ask.submit, exact: true }).click();
};

test('a person signs in with password and code, comes back to where they were going, and the code works once', async ({
  page,
  browser,
}) => {
  // Several sign-ins by hand.
  test.slow();
  await page.goto(`${HOME}/devices`);
  await expect(page).toHaveURL(/signin\?callbackUrl=/);
  await givePassword(page, 'kadikoyManager');
  // The password alone leads nowhere else.
  await page.goto(`${HOME}/devices`);
  await expect(page).toHaveURL(/\/signin\?/);
  await givePassword(page, 'kadikoyManager');
  await page.goto(`/signin/factor?callbackUrl=${HOME}/devices`);
  await fillCode(page, '000000');
  await expect(page.getByText(problems.wrong).first()).toBeVisible();
  const code = await nextCode('kadikoyManager');
  await fillCode(page, code);
  await expect(page).toHaveURL(`${HOME}/devices`);

  const elsewhere = await browser.newPage();
  await givePassword(elsewhere, 'kadikoyManager');
  await fillCode(elsewhere, code);
  // On a slow machine its time has run out by now, too.
  const refused = elsewhere.getByText(problems.used).or(elsewhere.getByText(problems.wrong));
  await expect(refused.first()).toBeVisible();
  await elsewhere.close();
});

test('who has no second factor sets one up, is shown recovery codes once, and one of them lets in once', async ({
  page,
}) => {
  test.slow();
  await forgetFactors(WHO);
  await givePassword(page, WHO);
  await expect(page).toHaveURL(/\/signin\/set-up/);
  await expect(page.getByRole('img', { name: setUp.qr })).toBeVisible();
  const secret = (await page.locator('p.font-mono').innerText()).replaceAll(' ', '');
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  await page.getByLabel(setUp.code).fill(codeOfStep(secret, stepAt(Date.now())));
  await page.getByRole('button', { name: setUp.submit }).click();
  await expect(page.getByRole('heading', { name: codes.title })).toBeVisible();
  const shown = await page.getByRole('listitem').allInnerTexts();
  expect(shown).toHaveLength(10);
  await page.goto(HOME);
  await expect(page).toHaveURL(/\/signin/);

  // Whoever left before putting them away signs in with the factor that is there now.
  for (const [code = '', sentence] of [
    [shown[3], null],
    [shown[3], problems.wrongRecovery],
  ] as const) {
    await givePassword(page, WHO);
    await page.getByRole('button', { name: ask.lostOne }).click();
    await page.getByLabel(ask.recovery).fill(code.toUpperCase());
    await page.getByRole('button', { name: ask.submit, exact: true }).click();
    if (sentence === null) await expect(page).toHaveURL(HOME);
    else await expect(page.getByText(sentence).first()).toBeVisible();
  }
});

test('a person puts the codes away and is in', async ({ page }) => {
  test.slow();
  await forgetFactors(WHO);
  await givePassword(page, WHO);
  const secret = (await page.locator('p.font-mono').innerText()).replaceAll(' ', '');
  await page.getByLabel(setUp.code).fill('111111');
  await page.getByRole('button', { name: setUp.submit }).click();
  await expect(page.getByText(problems.wrongFirst).first()).toBeVisible();
  await page.getByLabel(setUp.code).fill(codeOfStep(secret, stepAt(Date.now())));
  await page.getByRole('button', { name: setUp.submit }).click();
  await page.getByLabel(codes.stored).check();
  await page.getByRole('button', { name: codes.submit }).click();
  await expect(page).toHaveURL(HOME);
});

test('a passkey is made at first sign-in and signs in afterwards; put aside, it says so', async ({
  page,
}) => {
  test.slow();
  await forgetFactors(WHO);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await givePassword(page, WHO);
  await page.getByRole('button', { name: setUp.makePasskey }).click();
  await page.getByLabel(codes.stored).check();
  await page.getByRole('button', { name: codes.submit }).click();
  await expect(page).toHaveURL(HOME);

  await givePassword(page, WHO);
  await expect(page.getByLabel(ask.code)).toHaveCount(0);
  await page.getByRole('button', { name: ask.passkey }).click();
  await expect(page).toHaveURL(HOME);

  // Another key of this very site, which the person does not have: nothing signs.
  await devtools.send('WebAuthn.clearCredentials', { authenticatorId });
  await givePassword(page, WHO);
  await page.getByRole('button', { name: ask.passkey }).click();
  await expect(page.getByText(problems.cancelled).first()).toBeVisible();
});

test('the pages of signing in are reached by the keyboard alone', async ({ page }) => {
  await givePassword(page, 'montrealAdmin');
  await page.getByLabel(ask.code).focus();
  await page.keyboard.type(await nextCode('montrealAdmin'));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
});

test('a page that is asked for by number is found under the name a passkey belongs to', async ({ page }) => {
  await page.goto(`http://127.0.0.1:${process.env.VEZNE_PORT}/signin`);
  await expect(page).toHaveURL(`http://localhost:${process.env.VEZNE_PORT}/signin`);
});

test('each signs in in their own language', async ({ page }) => {
  await signInByHand(page, 'montrealSupport', demoPeople.montrealSupport.locale);
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
});
