import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listExchanges } from '#db/queries/exchanges.ts';
import { listEvents, type TransactionRow } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { getMoneyBack } from '#server/transactions/get-money-back.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import {
  cheaper,
  coffee,
  company,
  cup,
  type FiscalShop,
  notice,
  openFiscalShop,
  person,
} from '#tests/support/fiscal-shop.ts';

let shop: FiscalShop;
beforeAll(async () => {
  shop = await openFiscalShop();
});
afterAll(() => shop.world.close());

const seeing = () => shop.world.as('manager', 'transactions:see');

/** The request as the provider got it, who found nothing wrong with it. */
function bodyOf(row: TransactionRow): unknown {
  const { body, problems } = shop.requestOf(row);
  expect(problems).toEqual([]);
  return body;
}

/** What the provider's own book says of an operation. */
function bookOf(row: TransactionRow) {
  return shop.world.gateway.book().find((entry) => entry.transactionReferenceId === row.reference);
}

describe('a card sale with discount, buyer and notice', () => {
  test('arrives whole at the provider and stands whole in the books', async () => {
    const row = await shop.sold(shop.wish([cheaper, cup], { buyer: company, notice, document: 'e_invoice' }));
    expect(bodyOf(row)).toMatchObject({
      price: 704.95,
      paidPrice: 704.95,
      paymentType: 'CARD',
      saleDocumentType: '1',
      notificationPhone: '5321112233',
      notificationEmail: 'ayse.yilmaz@example.com',
      buyerInfo: { customerType: 2, companyName: 'Çarşı Gıda A.Ş.', taxNumber: '9876543217' },
      saleItems: [{ grossPriceAmount: 285, totalPriceAmount: 254.95 }, { totalPriceAmount: 450 }],
    });
    expect(row).toMatchObject({ amountMinor: 70_495, paymentType: 'card', surchargeMinor: 0 });
    expect(row.fiscal).toEqual({ document: 'e_invoice', buyer: company, notice });
    expect(bookOf(row)).toMatchObject({ state: 'approved', amountMinor: 70_495 });
  });

  test('leaves no way to reach the customer in calls, timeline and audit', async () => {
    const row = await shop.sold(shop.wish([coffee], { buyer: person, notice }));
    const ctx = seeing();
    const kept = await ctx.inTransaction(async (tx) => [
      await listExchanges(tx, ctx.merchant.id, row.id),
      await listEvents(tx, ctx.merchant.id, row.id),
      await tx.select().from(auditLog).where(eq(auditLog.merchantId, ctx.merchant.id)),
    ]);
    const text = JSON.stringify(kept);
    expect(text).toContain('a***@example.com');
    expect(text).toContain('********146');
    expect(text).not.toMatch(/5321112233|ayse\.yilmaz|Ayşe|Yılmaz|10000000146|9876543217|Çarşı/);
  });

  test('shows its customer to the manager, masked to support, and not to an admin', async () => {
    const row = await shop.sold(shop.wish([coffee], { buyer: person, notice }));
    const as = (role: 'manager' | 'support' | 'admin') =>
      getTransaction(shop.world.as(role, 'transactions:see'), row.id);
    expect((await as('manager')).fiscal).toEqual({
      document: 'e_invoice',
      isMasked: false,
      buyer: person,
      notice,
    });
    const support = await as('support');
    expect(support.fiscal).toMatchObject({ isMasked: true, buyer: { taxNumber: '********146' } });
    expect(JSON.stringify(support)).not.toMatch(/5321112233|ayse|Ayşe|Yılmaz|10000000146/);
    const admin = await as('admin');
    expect(admin.fiscal).toMatchObject({ buyer: null, notice: { phone: null, email: null } });
    expect(JSON.stringify(admin)).not.toMatch(/5321112233|example\.com|Ayşe|Yılmaz|10000000146|A\*\*\*/);
    // Any number of the sale may end as the masked one does.
    expect(JSON.stringify(admin.fiscal)).not.toMatch(/532111|\d33"/);
  });

  test('goes back by lines at the discounted price', async () => {
    const row = await shop.sold(shop.wish([cheaper, cup]));
    expect(await shop.refunded(row, 1)).toMatchObject({ state: 'approved', amountMinor: 8_498 });
    expect(await shop.refunded(row, 2)).toMatchObject({ state: 'approved', amountMinor: 25_495 - 8_498 });
    expect(await shop.read(row.id)).toMatchObject({ refundedMinor: 25_495 });
  });
});

describe('a sale in instalments with a surcharge', () => {
  test('charges the surcharge on top of the price, and says both', async () => {
    const row = await shop.sold(shop.wish([coffee, cup], { installmentCount: 3, surchargeMinor: 2_205 }));
    expect(bodyOf(row)).toMatchObject({ price: 735, paidPrice: 757.05, installment: 3 });
    expect(row).toMatchObject({ amountMinor: 75_705, surchargeMinor: 2_205, installmentCount: 3 });
    expect(bookOf(row)).toMatchObject({ amountMinor: 75_705, priceMinor: 73_500 });
    const detail = await getTransaction(seeing(), row.id);
    expect(detail.surcharge).toEqual({ minor: 2_205, currency: 'TRY' });
  });

  test('whose answer is lost is found again with what was paid', async () => {
    await shop.world.device('507', { scenario: 'lost-answer', times: 1 });
    const row = await shop.sold(shop.wish([coffee], { installmentCount: 2, surchargeMinor: 500 }));
    expect(row.amountMinor).toBe(29_000);
  });

  test('gives back all of it by a void, and the price alone by lines', async () => {
    const surcharged = { installmentCount: 2, surchargeMinor: 500 };
    const undone = await shop.voided(await shop.sold(shop.wish([coffee], surcharged)));
    expect(undone).toMatchObject({ state: 'approved', amountMinor: 29_000 });
    const row = await shop.sold(shop.wish([coffee], surcharged));
    expect(await shop.refunded(row, 3)).toMatchObject({ state: 'approved', amountMinor: 28_500 });
    const { moneyBack } = await getMoneyBack(seeing(), row.id);
    const { family } = await getTransaction(seeing(), row.id);
    expect(moneyBack.refund).toEqual({ isPossible: false, obstacle: 'nothing_left' });
    expect(family?.remaining.minor).toBe(0);
  });
});

test('a sale in dollars and one by expense slip are written as such', async () => {
  const dollars = shop.wish([coffee]);
  const usd = await shop.sold({ ...dollars, amount: { ...dollars.amount, currency: 'USD' } });
  expect(bodyOf(usd)).toMatchObject({ currency: 'USD', price: 285 });
  expect(usd.currency).toBe('USD');
  const slip = await shop.sold(shop.wish([coffee], { document: 'expense_slip', buyer: person }));
  expect(bodyOf(slip)).toMatchObject({ saleDocumentType: '9', buyerInfo: { customerType: 1 } });
});

test('the same form with other papers is refused, and with the same ones is the same sale', async () => {
  const first = shop.wish([coffee], { buyer: person, notice });
  const started = await shop.start(first);
  expect(await shop.start({ ...first })).toMatchObject({ ok: true, value: { isRepeat: true } });
  const surcharge = { installmentCount: 2, surchargeMinor: 1 };
  for (const change of [
    { paymentType: 'cash' },
    { document: 'expense_slip' },
    { buyer: null },
    { buyer: { ...person, district: 'Bornova' } },
    { notice: { ...notice, email: null } },
    surcharge,
    { lines: [cheaper], amount: { minor: cheaper.totalMinor, currency: 'TRY' } },
  ] as const) {
    expect(await shop.start({ ...first, ...change }), JSON.stringify(change)).toMatchObject({
      ok: false,
      error: { kind: 'intent_reused' },
    });
  }
  if (started.ok) await shop.ended(started.value.transactionId);
});
