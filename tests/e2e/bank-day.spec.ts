import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { signInInOwnLanguage } from '../support/signed-in.ts';

const BOARD = '/maple-bakery/end-of-day';
/** The terminal whose batch of yesterday waits for the bank's figures in every demo world. */
const LABEL = 'Terrasse';

test.use({ locale: 'tr-TR' });

test('an accountant types in what the bank says of its day; one cent off is explained and not written by itself', async ({
  page,
}) => {
  await signInInOwnLanguage(page, 'accountant');
  await page.goto(BOARD);
  const row = page.getByRole('row', { name: LABEL }).first();
  await expect(row).toContainText('Bankanın tutarları bekleniyor');
  await row.getByRole('link', { name: 'Banka tutarlarını gir' }).click();
  const form = page.locator('form').filter({ has: page.getByLabel('Bankadaki grup numarası') });
  const types = form.getByRole('group');
  await expect(types.first()).toBeVisible();

  await test.step('the form can be used by everybody', async () => {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`)).toEqual(
      [],
    );
  });

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

  await test.step('with the figures as the bank has them the day agrees, and the report says whose they are', async () => {
    const count = await types.count();
    for (let place = 0; place < count; place++) {
      await type(types.nth(place), (await oursOf(types.nth(place))).text);
    }
    await form.getByRole('button', { name: 'Karşılaştır ve raporu yaz' }).click();
    const report = page.locator('article.eod-report');
    await expect(report).toContainText('Mutabık: bankanın tutarları');
    await expect(report).toContainText('Bankanın tutarlarının kaynağı');
    await expect(report).toContainText('Murat Şahin');
    await page.goto(BOARD);
    await expect(row.getByRole('link', { name: 'Banka tutarlarını gir' })).toHaveCount(0);
  });
});

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
