import { expect, type Page, test } from '@playwright/test';
import { signIn } from '../support/signed-in.ts';

/** What a browser's own print dialog and a printer on a cable took. */
async function standIn(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const taken: number[] = [];
    const endpoint = { endpointNumber: 1, direction: 'out', type: 'bulk' };
    const device = {
      vendorId: 0x04b8,
      productId: 0x0e15,
      serialNumber: 'X1',
      productName: 'TM-T20',
      configuration: {
        interfaces: [{ interfaceNumber: 0, alternate: { interfaceClass: 7, endpoints: [endpoint] } }],
      },
      open: async () => undefined,
      close: async () => undefined,
      selectConfiguration: async () => undefined,
      claimInterface: async () => undefined,
      transferOut: async (_: number, data: Uint8Array) => {
        taken.push(...data);
        document.documentElement.dataset.taken = String(taken.length);
        document.documentElement.dataset.first = taken.slice(0, 2).join(' ');
        return { status: 'ok', bytesWritten: data.length };
      },
    };
    Object.defineProperty(navigator, 'usb', {
      value: { getDevices: async () => [device], requestDevice: async () => device },
    });
    window.print = () => {
      document.documentElement.dataset.printed = 'yes';
    };
  });
}

/** The approval code and amount of an approved sale, as they stand on its slip. */
async function readSlip(page: Page): Promise<{ id: string; reference: string }> {
  await page.goto('/kahve-duragi/receipts');
  const href = await page.getByRole('main').locator('a[href*="slip=txn_"]').nth(3).getAttribute('href');
  const id = /txn_\w+/.exec(href ?? '')?.[0] ?? '';
  const slip = await (await page.request.get(`/api/files/receipts/kahve-duragi/${id}?lang=tr`)).text();
  return { id, reference: /ref_\w+/.exec(slip)?.[0] ?? '' };
}

test('from a photographed slip to the reprinted one in three actions, in less than fifteen seconds', async ({
  page,
}) => {
  await standIn(page);
  await signIn(page, 'support');
  const { id, reference } = await readSlip(page);
  await page.goto('/kahve-duragi/receipts');
  const search = page.getByLabel('Anything from the slip');
  await expect(search).toBeFocused();

  const began = performance.now();
  await page.keyboard.insertText(reference);
  await page.keyboard.press('Enter');
  const print = page.getByRole('button', { name: /^Print 80 mm/ });
  await expect(print).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`receipts/${id}/print`));
  await expect(page.locator('html')).toHaveAttribute('data-printed', 'yes');
  expect(performance.now() - began).toBeLessThan(15_000);
});

test('a slip goes straight to a receipt printer, and to its customer by a link that can be taken back', async ({
  page,
}) => {
  await standIn(page);
  await signIn(page, 'support');
  const { id } = await readSlip(page);
  await page.goto(`/kahve-duragi/receipts/${id}`);
  await page.getByRole('button', { name: 'Receipt printer' }).click();
  const printer = page.getByRole('dialog', { name: 'Receipt printer of this browser' });
  await printer.getByRole('button', { name: 'Print the slip' }).click();
  await expect(printer.getByText(/was sent to the printer/)).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-first', '27 64');
  await expect(printer.getByText('Printer: TM-T20')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: /^Prints/ })).toContainText('straight to the printer');

  await page.getByRole('button', { name: 'Link', exact: true }).click();
  const links = page.getByRole('dialog', { name: 'Link for the customer' });
  await links.getByRole('button', { name: 'Make a link' }).click();
  const address = await links.getByRole('textbox', { name: 'Link' }).inputValue();
  expect(address).toMatch(/\/r\/[\w-]{69}$/);

  const customer = await (await page.context().browser())?.newContext();
  const shown = await customer?.newPage();
  if (!shown) throw new Error('No other browser');
  const path = new URL(address).pathname;
  const answer = await shown.goto(new URL(path, page.url()).href);
  expect(answer?.headers()).toMatchObject({
    'cache-control': 'private, no-store',
    'referrer-policy': 'no-referrer',
  });
  await expect(shown.getByRole('article')).toContainText('** KOPYA **');
  await shown.getByRole('link', { name: 'Français' }).click();
  await expect(shown.getByRole('article')).toContainText('** DUPLICATA **');
  await expect(shown.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);

  await links.getByRole('button', { name: 'Revoke' }).first().click();
  await expect(links.getByText('revoked')).toBeVisible();
  expect((await shown.reload())?.status()).toBe(404);
  expect((await shown.goto(new URL('/r/unknown', page.url()).href))?.status()).toBe(404);
  await customer?.close();
});
