import { expect, type Page, test } from '@playwright/test';
import { readZip } from '../support/read-zip.ts';
import { signIn } from '../support/signed-in.ts';

const LIST = '/kahve-duragi/transactions';

/** The rows of the list, by the ids of their transactions. */
async function rowsOf(page: Page): Promise<string[]> {
  const links = page.locator('#transactions a.row-link');
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  return hrefs.map((href) => href.split('/').at(-1) ?? '');
}

async function search(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search' }).fill(text);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL((url) => url.searchParams.get('q') === text);
}

test('support finds a payment by whatever is pasted from its slip, and reads it beside the list', async ({
  page,
}) => {
  await signIn(page, 'support');
  await page.goto(`${LIST}?state=approved&kind=sale&cardType=credit`);
  const [id = ''] = await rowsOf(page);
  const slip = await (await page.request.get(`/api/files/receipts/kahve-duragi/${id}?lang=tr`)).text();
  const printed = (pattern: RegExp) => pattern.exec(slip)?.[0] ?? 'not printed';

  for (const line of [/ONAY KODU +\S+/, /RRN +\d+/, /STAN: \d+/, /(?<=REFERANS +)\S+/]) {
    await search(page, printed(line));
    await expect.poll(() => rowsOf(page), printed(line)).toContain(id);
  }
  await search(page, `${printed(/\*{4} \*{4} \*{4} \d{4}/)} ${printed(/[\d.]+,\d{2}/)}`);
  await expect.poll(() => rowsOf(page)).toContain(id);
  const chips = page.getByRole('list', { name: 'Filters' });
  await expect(chips.getByRole('link', { name: /^Remove filter Last 4 digits/ })).toBeVisible();
  await chips.getByRole('link', { name: /^Remove filter Amount/ }).click();
  await expect(page).toHaveURL((url) => url.searchParams.get('q') === printed(/\*{4} \*{4} \*{4} \d{4}/));

  await search(page, 'device:nowhere');
  await expect(page.getByText('No device is called “nowhere”.')).toBeVisible();

  await page.goto(`${LIST}?state=approved&kind=sale&cardType=credit`);
  await page.locator('#transactions a.row-link').first().click();
  const panel = page.getByRole('complementary', { name: 'Opened transaction' });
  await expect(panel.getByRole('link', { name: 'Show slip' })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`open=${id}`));
  const [, second = ''] = await rowsOf(page);
  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(`open=${second}`));
  await expect(panel.getByText(second)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/transactions/${second}$`));

  await page.goto(LIST);
  await expect(page.getByRole('button', { name: 'Export' })).toHaveCount(0);
  expect((await page.request.get('/api/files/transactions/kahve-duragi')).status()).toBe(403);
});

test('the way back from a transaction leads to the list as it was left, at the place it was left', async ({
  page,
}) => {
  await signIn(page, 'manager');
  await page.goto(`${LIST}?kind=sale`);
  await page.getByRole('link', { name: 'Older' }).click();
  await expect(page).toHaveURL(/after=/);
  const left = page.url();
  const row = page.locator('#transactions a.row-link').nth(35);
  await row.scrollIntoViewIfNeeded();
  await row.press('Enter');
  await expect(page).toHaveURL(/transactions\/txn_/);
  await page.getByRole('main').getByRole('link', { name: 'Transactions' }).click();
  await expect(page).toHaveURL(left);
  await expect(row).toBeInViewport();
});

test('an accountant keeps a view for everybody and exports exactly what it holds', async ({ page }) => {
  await signIn(page, 'accountant');
  await page.goto(`${LIST}?kind=refund&period=last7`);
  const name = `Refunds ${Date.now().toString(36)}`;
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Save for everybody' }).click();
  const tab = page.getByRole('navigation', { name: 'Saved views' }).getByRole('link', { name });
  await expect(tab).toHaveAttribute('aria-current', 'page');
  await page.goto(LIST);
  await tab.click();
  await expect(page).toHaveURL(/kind=refund/);

  const totals = page.getByRole('region', { name: 'Totals of this filter' });
  const stated = await totals.getByText(/^\d+ transactions?$/).textContent();
  const [csv, xlsx] = [await download(page, /^CSV/), await download(page, /^Excel/)];
  const lines = csv.toString('utf8').split('\r\n');
  expect(lines[0]).toContain('Started,Ended,Business day');
  expect(`${lines.indexOf('') - 1} transactions`).toBe(stated);
  expect(lines).toContain(`Rows,${lines.indexOf('') - 1}`);
  expect(readZip(xlsx).get('xl/workbook.xml')).toContain('Summary');

  await page.getByRole('button', { name: 'Save view' }).click();
  await page.locator('summary', { hasText: `Remove ${name}…` }).click();
  await expect(page.locator('details[open]').getByText('gone for everybody at this merchant')).toBeVisible();
  await expect(tab).toHaveCount(1);
  await page.getByRole('button', { name: `Remove for everybody: ${name}` }).click();
  await expect(tab).toHaveCount(0);
  expect((await page.request.get('/api/files/transactions/kahve-duragi?q=colour:red')).status()).toBe(422);
  expect((await page.request.get('/api/files/transactions/kahve-duragi?form=doc')).status()).toBe(400);
});

test('columns and density are chosen once and stay', async ({ page }) => {
  await signIn(page, 'manager');
  await page.goto(`${LIST}?kind=sale`);
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('checkbox', { name: 'STAN' }).check();
  await page.getByRole('checkbox', { name: 'Authorization' }).uncheck();
  await page.getByRole('radio', { name: 'Compact' }).check();
  await page.getByRole('button', { name: 'Keep' }).click();
  const head = (name: string) =>
    page.locator('#transactions').getByRole('columnheader', { name, exact: true });
  await expect(head('STAN')).toHaveCount(1);
  await page.goto(LIST);
  await expect(head('STAN')).toHaveCount(1);
  await expect(head('Authorization')).toHaveCount(0);
  await expect(page.locator('#transactions')).toHaveAttribute('data-density', 'compact');
});

async function download(page: Page, name: RegExp): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export' }).press('Enter');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name }).press('Enter'),
  ]);
  expect(await file.failure()).toBeNull();
  const chunks: Buffer[] = [];
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
