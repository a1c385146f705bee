import { text } from 'node:stream/consumers';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paymentLinks } from '#db/schema/payment-links.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import { type LedgerKey, readKey } from '#server/journals/account-map.ts';
import { composeJournal } from '#server/journals/compose-journal.ts';
import type { JournalWish } from '#server/journals/journal-wish.ts';
import { getMapping, mapAccounts } from '#server/journals/map-accounts.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { toSaleLine } from '#server/transactions/lines.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { openShops, type Shop, type Shops } from '#tests/support/shops.ts';

let shops: Shops;
beforeAll(async () => {
  shops = await openShops();
});
afterAll(() => shops.close());

const DAY = '2026-03-04';
const WISH: JournalWish = {
  what: 'journal',
  target: 'quickbooks',
  from: DAY,
  to: DAY,
  per: 'transaction',
  currency: 'TRY',
  environment: 'sandbox',
  locale: 'en',
};
const ACCOUNTS = {
  'card:0046': 'Akbank',
  'card:@iyzico': 'Other cards',
  cash: 'Till',
  sales: 'Sales',
  'sales:20': 'Sales 20',
  'vat:20': 'VAT 20',
  refunds: 'Returns',
  surcharge: 'Instalments',
  commission: 'Fees',
  blocked: 'Held',
  clearing: 'On its way',
};

function exporter(shop: Shop): Context<'transactions:export'> {
  return makeReadContext(shops.app, shop.merchant, shop.manager, 'transactions:export');
}

async function map(shop: Shop, accounts: Record<string, string>, target = WISH.target): Promise<void> {
  const read = Object.entries(accounts).flatMap(([name, account]): [LedgerKey, string][] => {
    const key = readKey(target, name);
    return key ? [[key, account]] : [];
  });
  expect(read).toHaveLength(Object.keys(accounts).length);
  await mapAccounts(exporter(shop), target, new Map(read));
}

async function journal(shop: Shop, changes: Partial<JournalWish> = {}) {
  const ctx = exporter(shop);
  const making = { at: new Date('2026-03-05T08:00:00Z'), onRows: () => undefined };
  return composeJournal(ctx, { ...WISH, ...changes }, await listFilterChoices(ctx), making);
}

/** Lines of the file as account, debit and credit, by the number of their entry. */
async function entries(shop: Shop, changes: Partial<JournalWish> = {}): Promise<string[][][]> {
  const composed = await journal(shop, changes);
  if (!composed.ok) throw new Error(JSON.stringify(composed.error));
  const [, ...lines] = (await text(composed.value.file.body)).trimEnd().split('\r\n');
  const cells = lines.map((line) => line.split(','));
  return [...Map.groupBy(cells, ([number]) => number).values()].map((some) =>
    some.map((line) => line.slice(4, 7)),
  );
}

const twenty = toSaleLine({
  name: 'Cup',
  unitCode: 'C62',
  vatRate: '20',
  quantity: 1,
  unitPriceMinor: 12_000,
});

/** A day with one of everything. */
async function plantDay(shop: Shop): Promise<void> {
  const make = (changes: Parameters<typeof makeTransaction>[2], minute: number) =>
    makeTransaction(shops.owner, shop.device, {
      createdAt: new Date(Date.UTC(2026, 2, 4, 10, minute)),
      businessDate: DAY,
      acquirerId: '0046',
      ...changes,
    });
  const before = await make({ businessDate: '2026-03-03', amountMinor: 700 }, 0);
  await make({ amountMinor: 12_000, lines: [twenty] }, 1);
  await make({ amountMinor: 5_000, paymentType: 'cash', acquirerId: null }, 2);
  const undone = await make({ amountMinor: 900 }, 3);
  await make({ kind: 'void', originalId: undone.id, amountMinor: 900 }, 4);
  await make({ kind: 'void', originalId: before.id, amountMinor: 700, acquirerId: null }, 5);
  await make({ kind: 'refund', originalId: undone.id, amountMinor: 100 }, 6);
  await make({ amountMinor: 1_050, surchargeMinor: 50, installmentCount: 3 }, 7);
  const hold = await make({ kind: 'preauthorization', amountMinor: 4_000 }, 8);
  await make({ kind: 'capture', originalId: hold.id, amountMinor: 3_000 }, 9);
  const released = await make({ kind: 'preauthorization', amountMinor: 4_400 }, 10);
  await make({ kind: 'void', originalId: released.id, amountMinor: 4_400 }, 11);
  await make({ state: 'declined', amountMinor: 99 }, 12);
  await make({ currency: 'USD', amountMinor: 99 }, 13);
  await make({ environment: 'live', amountMinor: 77 }, 14);
}

describe('a journal', () => {
  test('has a balanced entry for each operation that moved money, and none for any other', async () => {
    const shop = await shops.open();
    await plantDay(shop);
    await map(shop, ACCOUNTS);
    expect(await entries(shop)).toEqual([
      [
        ['Akbank', '120.00', ''],
        ['Sales 20', '', '100.00'],
        ['VAT 20', '', '20.00'],
      ],
      [
        ['Till', '50.00', ''],
        ['Sales', '', '50.00'],
      ],
      [
        ['Akbank', '9.00', ''],
        ['Sales', '', '9.00'],
      ],
      [
        ['Sales', '9.00', ''],
        ['Akbank', '', '9.00'],
      ],
      [
        ['Returns', '7.00', ''],
        ['Akbank', '', '7.00'],
      ],
      [
        ['Returns', '1.00', ''],
        ['Akbank', '', '1.00'],
      ],
      [
        ['Akbank', '10.50', ''],
        ['Sales', '', '10.00'],
        ['Instalments', '', '0.50'],
      ],
      [
        ['Akbank', '30.00', ''],
        ['Sales', '', '30.00'],
      ],
    ]);
  });

  test('of a day and device says the same in one entry, each account once on each side', async () => {
    const shop = await shops.open();
    await plantDay(shop);
    await map(shop, ACCOUNTS);
    expect(await entries(shop, { per: 'day' })).toEqual([
      [
        ['Akbank', '169.50', ''],
        ['Till', '50.00', ''],
        ['Returns', '8.00', ''],
        ['Sales', '9.00', ''],
        ['Akbank', '', '17.00'],
        ['Sales', '', '99.00'],
        ['Sales 20', '', '100.00'],
        ['Instalments', '', '0.50'],
        ['VAT 20', '', '20.00'],
      ],
    ]);
  });

  test('keeps the VAT with its sales where it has no account', async () => {
    const shop = await shops.open();
    await plantDay(shop);
    const { 'vat:20': _vat, ...others } = ACCOUNTS;
    await map(shop, others);
    expect((await entries(shop))[0]).toEqual([
      ['Akbank', '120.00', ''],
      ['Sales 20', '', '100.00'],
      ['Sales 20', '', '20.00'],
    ]);
  });

  test('is refused while an account has no name, and says which', async () => {
    const shop = await shops.open();
    await plantDay(shop);
    await map(shop, { cash: 'Till', 'sales:20': 'Sales 20' });
    expect(await journal(shop)).toEqual({
      ok: false,
      error: { failure: 'unmapped', roles: ['card:0046', 'refunds', 'sales', 'surcharge'] },
    });
    await map(shop, ACCOUNTS, 'xero');
    expect(await journal(shop, { target: 'xero' })).toMatchObject({
      error: { failure: 'unmapped', roles: ['untaxed'] },
    });
  });

  test('of days without money is no file', async () => {
    const shop = await shops.open();
    await map(shop, ACCOUNTS);
    expect(await journal(shop)).toEqual({ ok: false, error: { failure: 'nothing' } });
  });

  test('books what the provider of online payments keeps, holds back, frees and pays', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device, { amountMinor: 10_000, businessDate: DAY });
    await plantLink(shop, sale.id);
    await map(shop, ACCOUNTS);
    expect(await entries(shop)).toEqual([
      [
        ['Held', '10.00', ''],
        ['Other cards', '100.00', ''],
        ['Fees', '3.74', ''],
        ['Other cards', '', '13.74'],
        ['Sales', '', '100.00'],
      ],
    ]);
    expect(await entries(shop, { from: '2026-03-05', to: '2026-03-20' })).toEqual([
      [
        ['On its way', '86.26', ''],
        ['Other cards', '', '86.26'],
      ],
      [
        ['On its way', '10.00', ''],
        ['Held', '', '10.00'],
      ],
    ]);
  });

  test('of a day stays what it was when its payment is voided later, and the void takes back what was kept', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device, { amountMinor: 10_000, businessDate: DAY });
    await plantLink(shop, sale.id);
    await map(shop, ACCOUNTS);
    const before = await entries(shop);
    const at = new Date('2026-03-06T09:00:00Z');
    await makeTransaction(shops.owner, shop.device, {
      kind: 'void',
      originalId: sale.id,
      amountMinor: 10_000,
      createdAt: at,
      businessDate: '2026-03-06',
    });
    await shops.owner.update(transactions).set({ voidedAt: at }).where(eq(transactions.id, sale.id));
    expect(await entries(shop)).toEqual(before);
    expect(await entries(shop, { from: '2026-03-06', to: '2026-03-06' })).toEqual([
      [
        ['Other cards', '13.74', ''],
        ['Returns', '100.00', ''],
        ['Held', '', '10.00'],
        ['Other cards', '', '100.00'],
        ['Fees', '', '3.74'],
      ],
    ]);
  });

  test('has the accounts of every bank in the history to be named, and nobody else’s', async () => {
    const [shop, other] = [await shops.open(), await shops.open()];
    await plantDay(shop);
    await map(shop, ACCOUNTS);
    const keys = (await getMapping(exporter(shop), 'quickbooks')).groups.flatMap((group) => group.keys);
    expect(keys).toContain('card:0046');
    expect(new Set(keys).size).toBe(keys.length);
    const theirs = await getMapping(exporter(other), 'quickbooks');
    expect(theirs.accounts.size).toBe(0);
    expect(theirs.groups[0]?.keys).toEqual(['card:@iyzico', 'cash', 'clearing', 'blocked']);
  });
});

async function plantLink(shop: Shop, transactionId: TransactionId): Promise<void> {
  await shops.owner.insert(paymentLinks).values({
    merchantId: shop.merchant.id,
    transactionId,
    createdAt: new Date('2026-03-04T10:00:00Z'),
    description: 'Order 1',
    payer: {},
    items: [],
    installmentCounts: [1],
    language: 'tr',
    commissionMinor: 349,
    feeMinor: 25,
    blockedMinor: 1_000,
    blockedUntil: new Date('2026-03-11T09:00:00Z'),
    payoutMinor: 8_626,
    payoutDay: '2026-03-05',
    settledItems: [],
  });
}
