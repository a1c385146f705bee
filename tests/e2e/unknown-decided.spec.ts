import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { setDevice } from '../support/sandbox.ts';
import { signInByHand } from '../support/signed-in.ts';

const DEVICE = 'P00203';
const LABEL = 'Mobil kasa';
test('an accountant says what the slip says about an unknown sale, and a manager checks it before it is booked', async ({
  page,
  browser,
}) => {
  // Two people, two sign-ins, nine pages.
  test.slow();
  const address = await loseSale(page);

  const books = await (await browser.newContext()).newPage();
  await signInByHand(books, 'accountant');
  await test.step('the accountant decides, from the list of what is unresolved', async () => {
    await books.goto('/kahve-duragi/unresolved');
    await books.getByRole('row', { name: LABEL }).getByRole('link', { name: 'Decide…' }).click();
    const sheet = books.getByRole('dialog', { name: 'Decide what became of it' });
    await expect(sheet.getByRole('radio', { name: 'It was not charged' })).toBeDisabled();
    await sheet.getByRole('radio', { name: 'It was paid', exact: true }).check();
    await expect(sheet).toContainText('is booked as paid');
    await sheet.getByLabel('Amount as printed').fill('50.00');
    await expect(sheet).toContainText('That is not the');
    await expect(sheet.getByRole('button', { name: /^Record/ })).toBeDisabled();
    await sheet.getByLabel('Amount as printed').fill('40.00');
    await sheet.getByLabel('Where did you see it?').selectOption('Provider’s portal');
    await sheet.getByLabel('What you saw').fill('Slip 0042 at the counter');
    await sheet.getByLabel('Photo of the slip').setInputFiles({
      name: 'slip.png',
      mimeType: 'image/png',
      buffer: await noisyPicture(books),
    });
    await expect(sheet.getByRole('img', { name: 'The chosen photo' })).toBeVisible();
    await isAccessible(books);
    // Nothing of the sheet is wider than the sheet.
    const overflow = await sheet.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    const record = sheet.getByRole('button', { name: /as paid, on my word, for a second person/ });
    await record.click();
    await expect(sheet).toContainText('Give the authorization code or the provider’s reference');
    // A refusal loses nothing that was chosen or written.
    await expect(sheet.getByRole('radio', { name: 'It was paid', exact: true })).toBeChecked();
    await expect(sheet.getByLabel('Where did you see it?')).toHaveValue('portal');
    await expect(sheet.getByRole('img', { name: 'The chosen photo' })).toBeVisible();
    await sheet.getByLabel('Authorization code').fill('704311');
    await record.click();
    await expect(books.getByText('A decision waits for a second person')).toBeVisible();
    await expect(books.getByRole('button', { name: 'Withdraw' })).toBeVisible();
  });

  await test.step('the manager sees it on the start page, with photo, and accepts it', async () => {
    await page.goto('/kahve-duragi');
    await expect(page.getByText('One decision waits to be checked')).toBeVisible();
    await page.getByRole('link', { name: 'Check', exact: true }).click();
    const list = page.getByRole('table', { name: 'Decisions to be checked' });
    await list.getByRole('link', { name: LABEL }).click();
    await expect(page).toHaveURL(new RegExp(`${address}$`));
    await expect(page.getByText('Slip 0042 at the counter')).toBeVisible();
    const photo = page.getByRole('img', { name: 'Photo of the slip' });
    await expect
      .poll(() => photo.evaluate((image) => (image as HTMLImageElement).naturalWidth))
      .toBeGreaterThan(100);
    await isAccessible(page);
    await page.getByRole('button', { name: 'Reject' }).click();
    await expect(page.getByText('Say why you reject it.').first()).toBeVisible();
    await page.getByRole('button', { name: /as paid: I have checked it/ }).click();
    await expect(page.getByText('Decided by hand: it happened')).toBeVisible();
    await expect(page.getByText('Checked by Elif Yılmaz', { exact: true })).toBeVisible();
  });

  await test.step('the accountant sees it without having touched the page', async () => {
    await expect(books.getByText('Decided by hand: it happened')).toBeVisible();
    await expect(books.getByRole('link', { name: 'Show slip' })).toBeVisible();
  });
});

/** A sale that nobody can tell about for some minutes; the address of its page. */
async function loseSale(page: Page): Promise<string> {
  await signInByHand(page, 'manager');
  await setDevice(DEVICE, { scenario: 'redirect', times: 1 });
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByLabel('Amount', { exact: true }).fill('40.00');
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: /^Send/ }).click();
  await expect(sheet.locator('section[data-state="unknown"]')).toBeVisible({ timeout: 20_000 });
  await page.goto('/kahve-duragi/unresolved');
  const href = await page.getByRole('row', { name: LABEL }).getByRole('link').first().getAttribute('href');
  return href ?? '';
}

/** A large PNG in which no two points are alike, as hard to make small as pictures get. */
async function noisyPicture(page: Page): Promise<Buffer> {
  const address = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [1200, 900];
    const pen = canvas.getContext('2d');
    const points = pen?.createImageData(1200, 900);
    if (!pen || !points) return '';
    for (let at = 0; at < points.data.length; at += 4) {
      const seed = Math.imul(at + 1, 2_654_435_761);
      points.data.set([seed >>> 24, (seed >>> 16) & 255, (seed >>> 8) & 255, 255], at);
    }
    pen.putImageData(points, 0, 0);
    return canvas.toDataURL('image/png');
  });
  return Buffer.from(address.split(',')[1] ?? '', 'base64');
}

async function isAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag22aa']).analyze();
  expect(violations.map((each) => each.id)).toEqual([]);
}
