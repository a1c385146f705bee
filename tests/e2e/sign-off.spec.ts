import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../support/signed-in.ts';

test('an accountant finds out why a day does not match, signs it, and the manager approves and locks it', async ({
  page,
  browser,
}) => {
  test.slow();
  await signIn(page, 'accountant');
  await test.step('the day that differs leads to its likeliest cause', async () => {
    await page.goto('/kahve-duragi/reports');
    await isAccessible(page);
    await page.getByRole('table', { name: 'Differences' }).getByRole('link').first().click();
    const first = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: /^1\. / }) })
      .last();
    await expect(first).toContainText('Unknown, then approved');
    await expect(first).toContainText('Explains all of it, to the last digit');
    await expect(first.getByRole('link', { name: /^Sale/ })).toBeVisible();
    await isAccessible(page);
  });
  await test.step('which explains it in one sentence', async () => {
    await page.getByRole('button', { name: 'Explain with this and close' }).first().click();
    const sheet = page.getByRole('dialog', { name: 'Explain the difference' });
    await expect(sheet.getByRole('textbox')).toHaveValue(/Its answer was lost/);
    await sheet.getByRole('button', { name: /^Close as explained/ }).click();
    await expect(page.getByText('Explained by')).toBeVisible();
  });
  await test.step('then the report is reviewed', async () => {
    await page.getByRole('link', { name: /^Report no\./ }).click();
    await page.getByRole('button', { name: 'Reviewed: I stand for it' }).click();
    await expect(page.getByText('Another person has to approve it.')).toBeVisible();
    await isAccessible(page);
  });
  await test.step('another person approves it, and the day is locked', async () => {
    const manager = await (await browser.newContext()).newPage();
    await signIn(manager, 'manager');
    await manager.goto(page.url());
    await manager.getByRole('button', { name: 'Approve and lock the day' }).click();
    await expect(manager.getByText('The day is signed and locked.')).toBeVisible();
    const file = `${page.url().replace('/kahve-duragi/end-of-day/', '/api/files/reports/kahve-duragi/')}?form=pdf`;
    const [once, again] = [await manager.request.get(file), await manager.request.get(file)];
    expect((await once.body()).equals(await again.body())).toBe(true);
    const dossier = manager.waitForEvent('download');
    await manager.getByRole('link', { name: 'Audit dossier (PDF)' }).click();
    expect((await dossier).suggestedFilename()).toMatch(/^dossier-.*\.pdf$/);
  });
});

test('a statement is looked at line by line before it is stored, and can be undone', async ({ page }) => {
  await signIn(page, 'accountant');
  await page.goto('/kahve-duragi/reports/statements');
  const lines = ['Tarih;Terminal;Tutar', '12.05.2026;P00102;1.234,50', '12.05.2026;P00102;12.50'];
  const buffer = Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le');
  await page.getByLabel('Statement (CSV)').setInputFiles({ name: 'mayıs.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'See how it is read' }).click();
  await expect(
    page.getByText('Line 3: «12.50» is an amount only with the other decimal sign.'),
  ).toBeVisible();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Store 1 line' }).click();
  await expect(page.getByText('Correct the file, or leave the line out.')).toBeVisible();
  await page.getByLabel('Leave this line out').check();
  await page.getByRole('button', { name: 'Store 1 line' }).click();
  await expect(page.getByText('The statement is stored')).toBeVisible();
  await page.getByRole('button', { name: 'Undo mayıs.csv' }).click();
  await page.getByRole('button', { name: 'Undo the statement' }).click();
  await expect(page.getByText('Undone, counts no more')).toBeVisible();
});

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
  ).toEqual([]);
}
