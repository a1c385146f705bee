import { expect, type Page, test } from '@playwright/test';
import { kahveDuragi } from '#db/seeds/demo-world.ts';
import { kahveOnline, NOTICE_SECRET } from '#db/seeds/online-till.ts';
import { messages } from '#server/i18n/messages.ts';
import { noticeAddress } from '#server/transactions/callback-address.ts';
import { askForPayment, paidOnPages, sendNoticesTo, setOnline } from '../support/online-sandbox.ts';
import { signIn } from '../support/signed-in.ts';
import { portalOrigin } from '../support/visitor.ts';

const LIST = `/${kahveDuragi.slug}/payment-links`;
const words = messages.en.paymentLink;
const NO_FUNDS = '4111111111111129';

/** How the link on the manager's page stands. */
const stands = (page: Page, status: string) =>
  expect(page.locator(`[data-link="${status}"]`)).toBeVisible({ timeout: 30_000 });

async function referenceOn(page: Page): Promise<string> {
  const fact = page
    .locator('dt', { hasText: words.detail.reference })
    .locator('xpath=following-sibling::dd[1]');
  return (await fact.locator('span').first().innerText()).trim();
}

test('a payer is declined, pays after all and reads so in Turkish, and it appears paid by itself', async ({
  page,
  context,
}) => {
  await signIn(page, 'manager');
  await page.goto(LIST);
  const address = await askForPayment(page, '482.50', 'Doğum günü pastası');
  await expect(page.getByRole('img', { name: words.detail.qr })).toBeVisible();

  const payer = await context.newPage();
  await payer.goto(address);
  await payer.getByLabel('Kart').selectOption(NO_FUNDS);
  await payer.getByRole('button', { name: 'Öde', exact: true }).click();
  await expect(payer.getByRole('alert')).toBeVisible();
  await payer.getByRole('button', { name: 'Öde', exact: true }).click();
  await expect(payer).toHaveURL(new RegExp(`^${portalOrigin()}/pay/result/`));
  await expect(payer.getByRole('heading', { name: messages.tr.pay.title.paid })).toBeVisible({
    timeout: 30_000,
  });
  await expect(payer.locator('main')).toHaveAttribute('lang', 'tr');
  await expect(payer.locator('body')).not.toContainText('ayse@example.com');

  await stands(page, 'paid');
  expect(await paidOnPages(await referenceOn(page))).toMatchObject([{ payment: { paidMinor: 482_50 } }]);
  await page.getByRole('link', { name: words.detail.transaction }).click();
  await expect(page.getByRole('main').getByText('Approved').first()).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(/on the terminal/i);
});

test('a payment whose browser never returned is in the ledger, though nobody told of it', async ({
  page,
  context,
}) => {
  await sendNoticesTo(null);
  try {
    await signIn(page, 'manager');
    await page.goto(LIST);
    const address = await askForPayment(page, '95.00', 'Türk kahvesi');
    const payer = await context.newPage();
    await payer.goto(address);
    await payer.getByText('Başka ne olabilir').click();
    await payer.getByRole('button', { name: 'Öde, ama tarayıcı geri dönmesin' }).click();
    await expect(payer.getByText('Ödeyen artık burada değil')).toBeVisible();
    await payer.close();
    await stands(page, 'paid');
  } finally {
    const { merchantId } = kahveOnline;
    await sendNoticesTo(noticeAddress(portalOrigin(), 'pay_with_iyzico', merchantId, NOTICE_SECRET));
  }
});

test('a link that expired is renewed in one click, and the old one stays watched beside it', async ({
  page,
}) => {
  await signIn(page, 'manager');
  await page.goto(LIST);
  await setOnline({ tokenLifeSeconds: 8 });
  try {
    await askForPayment(page, '60.00', 'Kurabiye');
  } finally {
    await setOnline({ tokenLifeSeconds: 1800 });
  }
  const old = page.url();
  await stands(page, 'watched');
  await page.getByRole('button', { name: words.detail.renew }).click();
  await expect(page.getByRole('link', { name: words.detail.earlier })).toBeVisible({ timeout: 20_000 });
  await stands(page, 'open');
  await page.getByRole('link', { name: words.detail.earlier }).click();
  await expect(page).toHaveURL(old);
  await stands(page, 'watched');
  await expect(page.getByRole('link', { name: words.detail.later })).toBeVisible();
  await expect(page.getByRole('button', { name: words.detail.renew })).toHaveCount(0);
});
