import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { setInterpay } from '../support/interpay-sandbox.ts';
import { signInInOwnLanguage } from '../support/signed-in.ts';

const BOARD = '/maple-bakery/end-of-day';
/** The terminal whose batch of yesterday waits for the bank's figures in every demo world. */
const LABEL = 'Terrasse';

test.use({ locale: 'tr-TR' });

const NO_LIES = { settlementLagMs: 0, settlementOffMinor: 0 };
test.afterEach(() => setInterpay(NO_LIES));

test('an accountant types in what the bank says of its day, or has it read; one cent off is explained and not written by itself', async ({
  page,
}) => {
  // Between two questions to a bank lie seconds.
  test.slow();
  await signInInOwnLanguage(page, 'accountant');
  await page.goto(BOARD);
  const row = page.getByRole('row', { name: LABEL }).first();
  await expect(row).toContainText('Bankanın tutarları bekleniyor');
  await row.getByRole('link', { name: 'Banka tutarlarını gir' }).click();
  const form = page.locator('form').filter({ has: page.getByLabel('Bankadaki grup numarası') });
  const types = form.getByRole('group');
  await expect(types.first()).toBeVisible();

  await test.step('the form can be used by everybody', async () => expectAccessible(page));

  await test.step('what differs is said while it is typed', async () => {
    const count = await types.count();
    for (let place = 1; place < count; place++) {
      await type(types.nth(place), (await oursOf(types.nth(place))).text);
      await expect(types.nth(place)).toContainText('Aynı');
    }
    await type(types.first(), oneCentMore((await oursOf(types.first())).cents));
    await expect(types.first()).toContainText(/Fark \+0,01/);
  });

  await test.step('no report is written of it until somebody confirms that the bank says so', async () => {
    await form.getByRole('button', { name: 'Karşılaştır ve raporu yaz' }).click();
    const name = (await types.first().getByRole('paragraph').first().textContent()) ?? '';
    await expect(
      form.getByText(new RegExp(`Bizimkilerle aynı değil: ${name} \\+0,01`)).first(),
    ).toBeVisible();
    await expect(form.getByRole('checkbox', { name: /raporu farkla birlikte yaz/ })).not.toBeChecked();
    await expect(page.locator('article.eod-report')).toHaveCount(0);
    await page.reload();
    await expect(form.getByRole('button', { name: 'Karşılaştır ve raporu yaz' })).toBeVisible();
  });

  const read = async (said: RegExp) =>
    // Within seconds of the last time the bank is not asked, which is said too: then it is pressed again.
    expect(async () => {
      await page.getByRole('button', { name: /^(?:Bankanın tutarlarını oku|Yeniden oku)$/ }).click();
      await expect(page.getByText(said).or(page.getByText('Banka az önce soruldu')).first()).toBeVisible();
      await expect(page.getByText(said)).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 60_000 });

  await test.step('the bank has no report yet, which is said with what to do', async () => {
    await setInterpay({ settlementLagMs: 3 * 86_400_000 });
    await read(/gününe ait rapor henüz yok/);
    await expect(page.getByText(/Bir saat sonra yeniden okuyun/)).toBeVisible();
    await expect(types.first().getByLabel('Bankadaki tutar')).toHaveValue('');
  });

  await test.step('a report that differs from our book fills in the form and shows where', async () => {
    await setInterpay({ ...NO_LIES, settlementOffMinor: 1 });
    await read(/gününe ait raporundan okundu/);
    await expect(types.filter({ hasText: /Fark \+0,01/ })).toHaveCount(1);
    await expect(types.filter({ hasText: 'Bankadan okunduğu gibi' })).toHaveCount(await types.count());
  });

  await test.step('what somebody changes is marked as typed, beside what the bank says', async () => {
    const off = types.filter({ hasText: /Fark \+0,01/ });
    await type(off, (await oursOf(off)).text);
    await expect(types.filter({ hasText: /Elle girildi; bankanın raporunda/ })).toHaveCount(1);
  });

  await test.step('an answer that comes meanwhile takes nothing away: it is offered', async () => {
    await setInterpay(NO_LIES);
    await read(/Bankanın tutarları okundu/);
    await expect(types.filter({ hasText: 'Bankadan okunduğu gibi' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Bankanın tutarlarını al' }).click();
    await expect(types.filter({ hasText: 'Bankadan okunduğu gibi' })).toHaveCount(await types.count());
    await expect(types.filter({ hasText: 'Aynı' })).toHaveCount(await types.count());
  });

  await test.step('the filled-in form can be used by everybody', async () => expectAccessible(page));

  await test.step('with the figures as the bank has them the day agrees, and the report says whose they are', async () => {
    await form.getByRole('button', { name: 'Karşılaştır ve raporu yaz' }).click();
    const report = page.locator('article.eod-report');
    await expect(report).toContainText('Mutabık: bankanın tutarları');
    await expect(report).toContainText('Bankanın tutarlarının kaynağı');
    await expect(report).toContainText(/Bankadan okundu/);
    await expect(report).toContainText(/Kontrol eden\s*Murat Şahin/);
    await expect(report).not.toContainText('Giren');
    await page.goto(BOARD);
    await expect(row.getByRole('link', { name: 'Banka tutarlarını gir' })).toHaveCount(0);
  });
});

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`);
  expect(found).toEqual([]);
}

/** Our own net of a card type, as the form shows it beside the field. */
async function oursOf(type: Locator): Promise<{ text: string; cents: number }> {
  const shown = (await type.getByText(/^Biz: /).textContent()) ?? '';
  const [, sign, text] = /([-−]?)([\d.]+,\d\d)/.exec(shown) ?? [];
  if (text === undefined) throw new Error(`No amount in «${shown}»`);
  const cents = Number(text.replaceAll(/[.,]/g, '')) * (sign ? -1 : 1);
  return { text: `${sign ? '-' : ''}${text}`, cents };
}

function oneCentMore(cents: number): string {
  const digits = String(Math.abs(cents + 1)).padStart(3, '0');
  return `${cents + 1 < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
}

async function type(type: Locator, amount: string): Promise<void> {
  await type.getByLabel('Bankadaki tutar').fill(amount);
}
