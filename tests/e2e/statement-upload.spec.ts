import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { signIn } from '../support/signed-in.ts';
import { portalOrigin, signedInVisitor, type Visitor, visit } from '../support/visitor.ts';

const ADDRESS = '/api/files/statements/kahve-duragi';

/** As many lines of May as a month of a busy shop has, none like another. */
function month(lines: number): string {
  const rows = Array.from({ length: lines }, (_, place) => {
    const day = String((place % 28) + 1).padStart(2, '0');
    const reference = String(place * 7919).padStart(12, '0');
    return `${day}.05.2019;P00102;${place + 1},${String(place % 100).padStart(2, '0')};${reference};Ödeme ${place} gişe işlemi, tek çekim, komisyon hariç tutar`;
  });
  return ['Tarih;Terminal;Tutar;Referans;Açıklama', ...rows, '31.05.2019;P99999;5,00;1;nobody', ''].join(
    '\r\n',
  );
}

test('a month of ten thousand lines is looked at line by line, stored and undone', async ({ page }) => {
  await signIn(page, 'accountant');
  await page.goto('/kahve-duragi/reports/statements');
  const buffer = Buffer.from(month(10_000));
  expect(buffer.length).toBeGreaterThan(900_000);
  await page.getByLabel('Statement (CSV)').setInputFiles({ name: 'month.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: 'See how it is read' }).click();
  await expect(page.getByText('Line 10002: «P99999» is no terminal of yours.')).toBeVisible();
  await page.getByLabel('Leave this line out').check();
  await page.getByRole('button', { name: 'Store 10,000 lines' }).click();
  await expect(page.getByText('The statement is stored')).toBeVisible();
  await page.getByRole('button', { name: 'Undo month.csv' }).click();
  await page.getByRole('button', { name: 'Undo the statement' }).click();
  await expect(page.getByText('Undone, counts no more').first()).toBeVisible();
});

test.describe('the door of statements', () => {
  function send(who: Visitor, origin: string | null, packed: string, step = 'preview', merchant = ADDRESS) {
    const form = new FormData();
    form.set('packed', packed);
    form.set('fileName', 'bank.csv');
    return visit(who, `${merchant}/${step}`, {
      method: 'POST',
      body: form,
      headers: origin === null ? {} : { origin },
    });
  }
  const small = gzipSync('Tarih;Terminal;Tutar\n12.05.2019;P00102;5,00\n').toString('base64');

  test('opens for a page of ours and a person who may settle differences, and for nobody else', async ({
    browser,
  }) => {
    const ours = portalOrigin();
    const accountant = await signedInVisitor(browser, 'accountant');
    expect((await send(accountant, ours, small)).status).toBe(200);
    for (const foreign of [null, 'null', 'https://evil.example'])
      expect((await send(accountant, foreign, small)).status, String(foreign)).toBe(403);
    expect((await send({}, ours, small)).status).toBe(401);
    for (const who of ['support', 'admin'] as const)
      expect((await send(await signedInVisitor(browser, who), ours, small)).status, who).toBe(403);
    const abroad = await signedInVisitor(browser, 'montrealManager');
    expect((await send(abroad, ours, small)).status).toBe(404);
    expect((await send(accountant, ours, small, 'erase')).status).toBe(404);
  });

  test('reads no more than a file may hold, and says in words what is no file', async ({ browser }) => {
    const ours = portalOrigin();
    const accountant = await signedInVisitor(browser, 'accountant');
    expect((await send(accountant, ours, 'A'.repeat(8_000_000))).status).toBe(413);
    const bomb = gzipSync(Buffer.alloc(6 * 1024 * 1024, 'a')).toString('base64');
    expect((await send(accountant, ours, bomb)).text).toContain('The file is too large.');
    expect((await send(accountant, ours, 'eA==')).text).toContain('The file did not arrive whole.');
    const json = { origin: ours, 'content-type': 'application/json' };
    const bare = await visit(accountant, `${ADDRESS}/preview`, { method: 'POST', body: '{}', headers: json });
    expect(bare.status).toBe(415);
  });
});
