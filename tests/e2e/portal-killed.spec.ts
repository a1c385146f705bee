import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { openNewSale } from '../support/new-sale.ts';
import { act, charges } from '../support/sandbox.ts';
import { signIn } from '../support/signed-in.ts';

const DEVICE = 'P00203';
const LABEL = 'Mobil kasa';

/** The process that listens on the portal's port. */
function portalProcess(): number {
  const listed = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' });
  const port = ` -p ${process.env.VEZNE_PORT}`;
  const started = listed.split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []);
  const launched = started.find(
    ([, , , args]) => args?.includes('next/dist/bin/next') && args.endsWith(port),
  );
  const served = started.find(
    ([, , parent, args]) => args?.startsWith('next-server') && parent === launched?.[1],
  );
  const id = Number((served ?? launched)?.[1]);
  if (!id) throw new Error('There is no portal process');
  return id;
}

test('the portal is killed with a card on the terminal, starts again, and the sale ends approved with one charge', async ({
  page,
}) => {
  await signIn(page, 'manager');
  const sheet = await openNewSale(page);
  await sheet.getByLabel('Terminal', { exact: true }).selectOption({ label: LABEL });
  await sheet.getByLabel('Amount', { exact: true }).fill('77.70');
  await sheet.getByRole('button', { name: 'Review' }).click();
  await sheet.getByRole('button', { name: /^Send/ }).click();
  await expect(sheet.locator('[data-state="sending"]')).toBeVisible();
  await sheet.getByRole('link', { name: 'Open the transaction' }).click();
  await expect(page).toHaveURL(/transactions\/txn_/);
  const address = page.url();

  process.kill(portalProcess(), 'SIGKILL');
  await expect
    .poll(async () => (await page.request.get('/api/internal/health').catch(() => null))?.status(), {
      timeout: 30_000,
    })
    .toBe(200);
  await act(DEVICE, 'tap');

  await expect
    .poll(
      async () => {
        await page.goto(address);
        return page.getByRole('main').getByText('Approved').count();
      },
      { timeout: 40_000 },
    )
    .toBeGreaterThan(0);
  const reference = await page.getByText(/^ref_/).first().textContent();
  expect(await charges(reference?.trim() ?? '')).toHaveLength(1);
});
