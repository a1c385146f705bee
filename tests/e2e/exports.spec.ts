import { createHash } from 'node:crypto';
import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../support/signed-in.ts';

const EXPORTS = '/kahve-duragi/exports';

/** Fetches a file that is ready in two parts, as a download that broke off does; answers with the whole. */
async function fetchInTwo(page: Page, name: RegExp): Promise<Buffer> {
  const link = page.getByRole('row').getByRole('link', { name }).first();
  await expect(link).toBeVisible({ timeout: 60_000 });
  const address = (await link.getAttribute('href')) ?? '';
  const first = await page.request.get(address, { headers: { range: 'bytes=0-99' } });
  expect(first.status()).toBe(206);
  const tag = first.headers().etag ?? '';
  const rest = await page.request.get(address, { headers: { range: 'bytes=100-', 'if-range': tag } });
  const whole = Buffer.concat([await first.body(), await rest.body()]);
  expect(`"${createHash('sha256').update(whole).digest('hex')}"`).toBe(tag);
  return whole;
}

test('an accountant has a filter made in the background, and a journal once its accounts are mapped', async ({
  page,
}) => {
  test.slow();
  await signIn(page, 'accountant');
  await page.goto('/kahve-duragi/transactions?kind=refund&period=last7');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: /^In the background/ }).click();
  await expect(page.getByText('Kind: Refund')).toBeVisible();
  await page.getByRole('button', { name: 'Make file' }).click();
  await expect(page).toHaveURL(EXPORTS);
  const csv = (await fetchInTwo(page, /^Download .*\.csv$/)).toString('utf8').split('\r\n');
  expect(csv).toContain(`Rows,${csv.indexOf('') - 1}`);

  await page.getByLabel('Programme').selectOption('Xero');
  await page.getByRole('button', { name: 'Make journal' }).click();
  await expect(page.getByText('No account of this programme is mapped yet')).toBeVisible();
  await page.getByRole('link', { name: 'Account mapping' }).click();
  await page.getByRole('link', { name: 'Xero' }).click();
  await expect(page).toHaveURL(/target=xero/);
  await page.getByLabel('Cash in the till').fill('=1+1');
  await page.getByRole('button', { name: 'Save mapping' }).click();
  await expect(page.getByText('Begin with a letter or a digit').first()).toBeVisible();
  for (const field of await page.getByRole('main').getByRole('textbox').all()) await field.fill('200');
  await page.getByRole('button', { name: 'Save mapping' }).click();
  await expect(page.getByText('The mapping is saved')).toBeVisible();

  await page.goto(EXPORTS);
  await page.getByLabel('Programme').selectOption('Xero');
  await page.getByRole('button', { name: 'Make journal' }).click();
  const journal = (await fetchInTwo(page, /^Download .*xero.*\.csv$/))
    .toString('utf8')
    .trimEnd()
    .split('\r\n');
  expect(journal[0]).toContain('*Narration,*Date,Description,*AccountCode,*TaxRate,*Amount');
  const cents = journal.slice(1).map((line) => Math.round(Number(line.split(',').at(-5)) * 100));
  expect(cents.reduce((sum, amount) => sum + amount, 0)).toBe(0);

  await page.getByLabel('Name').fill('Refunds every day');
  await page.getByRole('button', { name: 'Schedule' }).click();
  await expect(page.getByRole('list', { name: 'Schedules' })).toContainText('Refunds every day');
  await page.getByRole('button', { name: 'Remove Refunds every day' }).click();
  await expect(page.getByRole('list', { name: 'Schedules' })).not.toContainText('Refunds every day');

  await page.context().clearCookies();
  await signIn(page, 'support');
  expect((await page.request.get('/kahve-duragi/exports')).status()).toBe(403);
});
