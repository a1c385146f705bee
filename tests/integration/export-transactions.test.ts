import { buffer, text } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import { approvals } from '#db/schema/approvals.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { resolutions } from '#db/schema/resolutions.ts';
import { EXPORT_COLUMNS } from '#server/exports/export-columns.ts';
import { exportTransactions } from '#server/exports/export-transactions.ts';
import type { ExportForm } from '#server/exports/export-wish.ts';
import { messages } from '#server/i18n/messages.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { makePerson } from '#tests/factories/person.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { readZip } from '#tests/support/read-zip.ts';
import { openShops, type Shop, type Shops } from '#tests/support/shops.ts';

let shops: Shops;
beforeAll(async () => {
  shops = await openShops();
});
afterAll(() => shops.close());

async function file(shop: Shop, filter: ListFilter, form: ExportForm = 'csv') {
  const ctx = makeReadContext(shops.app, shop.merchant, shop.manager, 'transactions:export');
  const wish = { form, filter, query: 'state=approved', filterInWords: 'Approved', locale: 'en' } as const;
  return exportTransactions(ctx, wish, await listFilterChoices(ctx));
}

/** The lines of a text file, without the mark of its encoding, up to the empty one before what it states. */
async function lines(shop: Shop, filter: ListFilter): Promise<{ rows: string[][]; stated: string[][] }> {
  const { body } = await file(shop, filter);
  const all = (await text(body)).replace('\ufeff', '').trimEnd().split('\r\n');
  const end = all.indexOf('');
  const split = (some: string[]) => some.map((line) => line.split(','));
  return { rows: split(all.slice(1, end)), stated: split(all.slice(end + 1)) };
}

describe('an export', () => {
  test('holds exactly what the list holds, in its order, and nothing of another merchant', async () => {
    const [shop, other] = [await shops.open(), await shops.open()];
    const at = (minute: number) => new Date(Date.UTC(2026, 2, 4, 10, minute));
    const first = await makeTransaction(shops.owner, shop.device, { createdAt: at(1), amountMinor: 5_000 });
    const second = await makeTransaction(shops.owner, shop.device, { createdAt: at(2), state: 'declined' });
    const third = await makeTransaction(shops.owner, shop.device, {
      createdAt: at(3),
      kind: 'refund',
      originalId: first.id,
    });
    await makeTransaction(shops.owner, other.device);
    const { rows, stated } = await lines(shop, []);
    expect(rows.map((row) => row.find((cell) => cell.startsWith('txn_')))).toEqual([
      third.id,
      second.id,
      first.id,
    ]);
    expect(rows[2]?.slice(0, 8)).toEqual([
      '2026-03-04 13:01:00',
      '2026-03-04 13:01:20',
      '2026-03-04',
      'Sale',
      'Approved',
      '50.00',
      'TRY',
      '',
    ]);
    expect(stated).toContainEqual(['Rows', '3']);
    expect(stated).toContainEqual(['Approved: Sale', '1', '50.00', 'TRY']);
    expect(stated).toContainEqual(['Approved: Refund', '1', '-118.00', 'TRY']);
    expect(stated).toContainEqual(['Times in', 'Europe/Istanbul']);
    expect((await lines(shop, [{ by: 'kind', kind: 'refund' }])).rows).toHaveLength(1);
    expect((await lines(other, [{ by: 'device', ids: [shop.device.id] }])).rows).toEqual([]);
  });

  test('says who let an operation happen, and who decided by hand what became of one', async () => {
    const shop = await shops.open();
    const [maker, checker] = [
      shop.manager.id,
      await makePerson(shops.owner, shop.merchant.id, 'manager', 'Second'),
    ];
    const merchantId = shop.merchant.id;
    const at = new Date();
    const sale = await makeTransaction(shops.owner, shop.device, { createdBy: maker });
    const refunds = [];
    for (const decidedBy of [checker.id, null]) {
      const refund = await makeTransaction(shops.owner, shop.device, {
        ...{ kind: 'refund', originalId: sale.id, createdBy: maker },
      });
      const id = ids.next('approval');
      await shops.owner.insert(approvals).values({
        ...{ merchantId, id, kind: 'refund', subjectId: sale.id, intentKey: id, request: {} },
        ...{ amountMinor: 100, currency: 'TRY', madeBy: maker, madeAt: at, expiresAt: at, state: 'used' },
        ...{ decidedBy, runsAt: decidedBy ? null : at, endedAt: at, transactionId: refund.id },
      });
      refunds.push(refund.id);
    }
    await shops.owner.insert(resolutions).values({
      ...{ merchantId, id: ids.next('resolution'), transactionId: sale.id, verdict: 'approved' },
      ...{ proof: 'slip', statement: 'seen', facts: {}, state: 'applied', madeBy: maker, madeAt: at },
      ...{ checkedBy: checker.id, endedAt: at },
    });
    const head = EXPORT_COLUMNS.map(({ key }) => key);
    const { rows } = await lines(shop, []);
    const said = (id: string | undefined) => {
      const row = rows.find((cells) => cells[head.indexOf('id')] === id) ?? [];
      return (['person', 'approvedBy', 'decidedBy'] as const).map((key) => row[head.indexOf(key)]);
    };
    const [makerName, checkerName] = [shop.manager.name, checker.name];
    expect(said(refunds[0])).toEqual([makerName, checkerName, '']);
    expect(said(refunds[1])).toEqual([makerName, messages.en.approvals.byItself, '']);
    expect(said(sale.id)).toEqual([makerName, checkerName, makerName]);
  });

  test('holds no digit of a card but the last four, and nobody’s contact', async () => {
    const shop = await shops.open();
    await makeTransaction(shops.owner, shop.device, {
      options: { invoiceNumber: null, description: null, email: 'buyer@example.com', printsOnTerminal: true },
      reason: 'For buyer@example.com',
    });
    const whole = await text((await file(shop, [])).body);
    expect(whole).toContain('0006');
    expect(whole).not.toMatch(/454360|buyer/);
  });

  test('of any size is whole, with sums that equal the database’s', async () => {
    const shop = await shops.open();
    const till = await makeDevice(shops.owner, shop.merchant.id, { label: 'Kasa 2' });
    const count = 12_345;
    await shops.owner.execute(sql`
      insert into transactions (merchant_id, id, kind, state, environment, provider, device_id, branch_id, intent_key, intent_hash,
        reference, amount_minor, currency, installment_count, lines, created_by, created_at, business_date, settled_at, card_type)
      select ${shop.merchant.id}, 'txn_' || lpad(n::text, 26, '0'), 'sale', 'declined', 'sandbox', 'iyzico',
        case when n % 3 = 0 then ${till.id} else ${shop.device.id} end, ${shop.device.branchId}, n::text, '-', n::text, n, 'TRY', 1,
        '[]', 'usr_', timestamptz '2026-02-01' + (n / 7) * interval '1 s', '2026-02-01', timestamptz '2026-02-02',
        case when n in (1, 2, 12345) then 'prepaid' end
      from generate_series(1, ${count}) n`);
    const { rows, stated } = await lines(shop, []);
    const place = rows[0]?.findIndex((cell) => cell.startsWith('txn_')) ?? -1;
    expect(new Set(rows.map((row) => row[place])).size).toBe(count);
    expect(stated).toContainEqual(['Rows', String(count)]);
    const minor = rows.reduce((sum, row) => sum + Number(row[5]?.replace('.', '')), 0);
    expect(minor).toBe((count * (count + 1)) / 2);
    // Few of many, further apart than one walk looks.
    expect((await lines(shop, [{ by: 'cardType', cardType: 'prepaid' }])).rows).toHaveLength(3);
    const book = readZip(await buffer((await file(shop, [], 'xlsx')).body));
    const sheets = [2, 3].map(
      (number) => (book.get(`xl/worksheets/sheet${number}.xml`)?.match(/<row /g)?.length ?? 0) - 1,
    );
    expect(sheets.sort()).toEqual([4_115, 8_230]);
  });

  test('stands in the audit with who, which form and which filter, before its first row', async () => {
    const shop = await shops.open();
    await file(shop, [], 'xlsx');
    const entries = (await shops.owner.select().from(auditLog)).filter(
      (one) => one.merchantId === shop.merchant.id,
    );
    expect(entries).toMatchObject([
      {
        action: 'transactions.exported',
        actorId: shop.manager.id,
        data: { form: 'xlsx', filter: 'state=approved' },
      },
    ]);
  });

  test('is not for support or the administrator', async () => {
    const shop = await shops.open();
    for (const role of ['support', 'admin'] as const) {
      const actor = { ...shop.manager, role };
      expect(() => makeReadContext(shops.app, shop.merchant, actor, 'transactions:export')).toThrow();
    }
  });
});
