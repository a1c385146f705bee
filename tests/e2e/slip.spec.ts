import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../support/signed-in.ts';

/** Counts how often the browser's print dialog would have opened. */
async function countDialogs(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    window.print = () => {
      document.documentElement.dataset.printed = String(
        Number(document.documentElement.dataset.printed ?? 0) + 1,
      );
    };
  });
  return () => page.evaluate(() => Number(document.documentElement.dataset.printed ?? 0));
}

test('support reprints a slip: the first paper is the slip, the second says that it is a duplicate', async ({
  page,
}) => {
  const dialogs = await countDialogs(page);
  await signIn(page, 'support');
  await page.goto('/kahve-duragi/transactions?state=approved');
  await page.getByRole('main').locator('a[href*="/transactions/txn_"]').first().click();
  await page.getByRole('link', { name: 'Show slip' }).click();
  await expect(page).toHaveURL(/receipts\/txn_/);
  const slip = page.url();

  await page.getByRole('button', { name: 'Print 80 mm' }).click();
  await expect(page).toHaveURL(/\/print\?/);
  await expect.poll(dialogs).toBe(1);
  await expect(page.getByText(/KOPYA|DUPLICATE/)).toHaveCount(0);

  await page.goto(slip);
  await page.getByRole('button', { name: 'Print 80 mm' }).click();
  await expect(page).toHaveURL(/\/print\?/);
  await expect(page.getByText(/KOPYA|DUPLICATE/).first()).toBeVisible();
});

test('support takes a slip along as any file, on either paper, without counting a print', async ({
  page,
}) => {
  await signIn(page, 'support');
  await page.goto('/kahve-duragi/receipts');
  await page.getByRole('main').locator('a[href*="slip=txn_"]').first().click();
  await page.getByRole('link', { name: 'Open the slip’s page' }).click();
  await page.getByRole('link', { name: '58 mm' }).click();
  await expect(page).toHaveURL(/paper=58/);
  await expect(page.getByRole('button', { name: /^Print 58 mm/ })).toBeVisible();
  const prints = await page.getByRole('region', { name: /^Prints/ }).textContent();

  for (const [name, file] of [
    ['PDF', /\.pdf$/],
    ['Picture (PNG)', /\.png$/],
    ['Printer file (ESC/POS)', /\.prn$/],
    ['Plain text', /\.txt$/],
  ] as const) {
    await page.getByRole('button', { name: 'Download' }).press('Enter');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name }).press('Enter'),
    ]);
    expect(download.suggestedFilename()).toMatch(file);
    expect(await download.failure()).toBeNull();
  }
  await page.reload();
  expect(await page.getByRole('region', { name: /^Prints/ }).textContent()).toBe(prints);
});

test('a file of a slip is refused for a choice that does not exist', async ({ page }) => {
  await signIn(page, 'support');
  await page.goto('/kahve-duragi/receipts');
  const href = await page.getByRole('main').locator('a[href*="slip=txn_"]').first().getAttribute('href');
  const id = /txn_\w+/.exec(href ?? '')?.[0];
  const file = (query: string) => page.request.get(`/api/files/receipts/kahve-duragi/${id}?${query}`);
  for (const query of ['form=doc', 'form=', 'paper=70', 'lang=de', 'copy=both', 'printer=x']) {
    expect((await file(query)).status(), query).toBe(400);
  }
  expect((await file('copy=customer')).status()).toBe(404);
  const pdf = await file('form=pdf&paper=58');
  expect(pdf.headers()).toMatchObject({
    'content-type': 'application/pdf',
    'cache-control': 'private, no-store',
  });
  expect((await pdf.body()).toString('latin1')).toMatch(/^%PDF/);
});
