import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Condition, ListFilter, Mark } from '#db/queries/transaction-conditions.ts';
import type { ListPlace } from '#db/queries/transaction-list.ts';
import type { transactions } from '#db/schema/transactions.ts';
import { NotFound } from '#server/auth/context.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { readFrame } from '#server/merchants/read-frame.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { readCursor } from '#server/transactions/list-cursor.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { listInFlight } from '#server/transactions/list-in-flight.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { withinDays } from '#server/transactions/period.ts';
import { countTabs, sumTransactions } from '#server/transactions/sum-transactions.ts';
import { watchTransaction } from '#server/transactions/watch-transaction.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { openShops, type Shop, type Shops } from '#tests/support/shops.ts';

type Row = typeof transactions.$inferSelect;

const all: ListFilter = [];

let shops: Shops;
beforeAll(async () => {
  shops = await openShops();
});
afterAll(() => shops.close());

/** A page of the list as the product reads it. */
async function list(ctx: Shop['ctx'], filter: ListFilter, place: ListPlace | null) {
  return listTransactions(ctx, filter, place, await listFilterChoices(ctx));
}

/** Walks a list in one direction, page by page, and returns the ids of each. */
async function walk(ctx: Shop['ctx'], filter: ListFilter, from: ListPlace | null): Promise<string[][]> {
  const direction = from?.direction ?? 'older';
  const pages: string[][] = [];
  let place = from;
  while (pages.length < 20) {
    const page = await list(ctx, filter, place);
    pages.push(page.rows.map((row) => row.id));
    const cursor = direction === 'older' ? page.older : page.newer;
    const key = cursor && readCursor(cursor);
    if (!key) return pages;
    place = { ...key, direction };
  }
  throw new Error('The list does not end');
}

/** In the order of the list: newest first, then by id. */
function sorted(rows: Row[]): string[] {
  return rows
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1))
    .map((row) => row.id);
}

describe('paging through the list', () => {
  let shop: Shop;
  let rows: Row[];

  beforeAll(async () => {
    shop = await shops.open();
    // 120 in three instants: far more equal ones than a page holds.
    rows = [];
    for (let made = 0; made < 120; made++) {
      const createdAt = new Date(Date.UTC(2026, 2, 4, 10, 0, 0, Math.floor(made / 40)));
      rows.push(await makeTransaction(shops.owner, shop.device, { createdAt }));
    }
  });

  test('shows every row once, newest first, whatever stands at the same instant', async () => {
    const pages = await walk(shop.ctx, all, null);
    expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
    expect(pages.flat()).toEqual(sorted(rows));
  });

  test('comes back the way it went', async () => {
    const order = sorted(rows);
    const last = rows.find((row) => row.id === order.at(-1));
    if (!last) throw new Error('no rows');
    const back = await walk(shop.ctx, all, { direction: 'newer', createdAt: last.createdAt, id: last.id });
    expect(back.map((page) => page.length)).toEqual([50, 50, 19]);
    expect(back.toReversed().flat()).toEqual(order.slice(0, -1));
  });

  test('has no newer page at its top and no older one at its end', async () => {
    const top = await list(shop.ctx, all, null);
    expect(top.newer).toBeNull();
    expect(top.older).not.toBeNull();
    const pages = await walk(shop.ctx, all, null);
    expect(pages).toHaveLength(3);
  });

  test('is not moved by rows that arrive while somebody reads', async () => {
    const other = await shops.open();
    const first: Row[] = [];
    for (let made = 0; made < 60; made++) first.push(await makeTransaction(shops.owner, other.device));
    const page = await list(other.ctx, all, null);
    await makeTransaction(shops.owner, other.device, { createdAt: new Date('2026-03-04T12:00:00Z') });
    const key = readCursor(page.older ?? '');
    if (!key) throw new Error('no second page');
    const next = await list(other.ctx, all, { ...key, direction: 'older' });
    expect([...page.rows, ...next.rows].map((row) => row.id)).toEqual(sorted(first));
  });

  test('reads along an index: none sorts its nulls otherwise than «order by … desc» does', async () => {
    // `DESC NULLS LAST` is what the schema's own `.desc()` makes; the planner then sorts the whole history for each page.
    const wrong = await shops.owner.execute(
      `select indexname from pg_indexes where schemaname = 'public' and indexdef like '%DESC NULLS LAST%'`,
    );
    expect([...wrong]).toEqual([]);
  });

  test('ends quietly past its end', async () => {
    const before = { createdAt: new Date('2020-01-01T00:00:00Z'), id: ids.next('transaction') };
    const past = await list(shop.ctx, all, { ...before, direction: 'older' });
    expect([past.rows, past.older]).toEqual([[], null]);
  });
});

describe('filters', () => {
  let shop: Shop;
  let other: Shop['device'];
  let made: Record<
    'sale' | 'partly' | 'voided' | 'refund' | 'declined' | 'unknown' | 'sending' | 'late' | 'elsewhere',
    Row
  >;

  beforeAll(async () => {
    shop = await shops.open();
    other = await makeDevice(shops.owner, shop.merchant.id, { label: 'Kasa 2' });
    const make = (overrides: Parameters<typeof makeTransaction>[2]) =>
      makeTransaction(shops.owner, shop.device, overrides);
    const sale = await make({ amountMinor: 5_000, rrn: '000000000042', stan: '000123', acquirerId: '0046' });
    const partly = await make({ refundedMinor: 1_000, businessDate: '2026-03-01', saleNumber: 'F-7' });
    const refund = await make({ kind: 'refund', originalId: partly.id, amountMinor: 1_000 });
    made = {
      sale,
      partly,
      refund,
      voided: await make({ voidedAt: new Date('2026-03-04T11:00:00Z'), last4: '7777', cardType: 'prepaid' }),
      declined: await make({ state: 'declined', createdBy: shop.manager.id }),
      unknown: await make({ state: 'unknown', environment: 'live' }),
      sending: await make({ state: 'sending', currency: 'USD' }),
      // Started long before the day on which it was found out how it ended.
      late: await make({
        createdAt: new Date('2026-01-05T10:00:00Z'),
        settledAt: new Date('2026-02-20T10:00:00Z'),
        businessDate: '2026-02-20',
      }),
      elsewhere: await makeTransaction(shops.owner, other, {
        acquirerId: '0062',
        createdAt: new Date('2026-02-20T10:00:00Z'),
      }),
    };
  });

  async function names(...filter: ListFilter): Promise<string[]> {
    const { rows } = await list(shop.ctx, filter, null);
    return Object.entries(made)
      .filter(([, row]) => rows.some((listed) => listed.id === row.id))
      .map(([name]) => name)
      .sort();
  }

  test.each<[string, Condition, string[]]>([
    ['open', { by: 'tab', tab: 'open' }, ['sending']],
    ['unknown', { by: 'tab', tab: 'unknown' }, ['unknown']],
    ['failed', { by: 'tab', tab: 'failed' }, ['declined']],
    ['given back', { by: 'tab', tab: 'refunded' }, ['partly', 'voided']],
    ['approved', { by: 'tab', tab: 'approved' }, ['elsewhere', 'late', 'partly', 'refund', 'sale', 'voided']],
    ['a state', { by: 'state', state: 'declined' }, ['declined']],
    ['a kind', { by: 'kind', kind: 'refund' }, ['refund']],
    ['a bank', { by: 'acquirer', ids: ['0046'] }, ['sale']],
    ['banks', { by: 'acquirer', ids: ['0046', '0062'] }, ['elsewhere', 'sale']],
    ['a card type', { by: 'cardType', cardType: 'prepaid' }, ['voided']],
    ['an environment', { by: 'environment', environment: 'live' }, ['unknown']],
    ['a currency', { by: 'currency', currency: 'USD' }, ['sending']],
    ['a card', { by: 'mark', marks: [{ of: 'last4', values: ['7777'] }] }, ['voided']],
    ['no terminal', { by: 'device', ids: [] }, []],
  ])('by %s narrow the list to what they say', async (_what, condition, found) => {
    expect(await names(condition)).toEqual(found);
    // Within another that leads the walk, it says the same.
    expect(await names({ by: 'device', ids: [shop.device.id] }, condition)).toEqual(
      found.filter((name) => name !== 'elsewhere'),
    );
  });

  test('by terminal, branch and person', async () => {
    expect(await names()).toEqual(Object.keys(made).sort());
    expect(await names({ by: 'device', ids: [other.id] })).toEqual(['elsewhere']);
    expect(await names({ by: 'branch', ids: [other.branchId] })).toEqual(['elsewhere']);
    expect(await names({ by: 'person', ids: [shop.manager.id] })).toEqual(['declined']);
    expect(await names({ by: 'device', ids: [ids.next('device')] })).toEqual([]);
  });

  test('by amount include both ends and stay within their currency', async () => {
    const amount = { by: 'amount', minMinor: 1_000, maxMinor: 5_000, currency: 'TRY' } as const;
    expect(await names(amount)).toEqual(['refund', 'sale']);
    expect(await names({ ...amount, currency: 'USD' })).toEqual([]);
  });

  test('by days hold what ended on them, however long before it was started', async () => {
    const calendar = { timeZone: 'Europe/Istanbul', cutOff: '04:00' };
    const on = (from: CalendarDay | null, to: CalendarDay | null) =>
      names(withinDays({ from, to }, calendar));
    expect(await on('2026-03-01', '2026-03-01')).toEqual(['partly']);
    expect(await on('2026-02-20', '2026-02-20')).toEqual(['elsewhere', 'late']);
    expect(await on('2026-02-01', '2026-03-31')).toHaveLength(9);
    expect(await on('2026-02-20', null)).toHaveLength(9);
    expect(await on(null, '2026-02-28')).toEqual(['elsewhere', 'late']);
    expect(await on('2026-01-01', '2026-01-31')).toEqual([]);
    const february = withinDays({ from: '2026-02-10', to: '2026-02-28' }, calendar);
    expect(await names(february, { by: 'device', ids: [shop.device.id] })).toEqual(['late']);
    expect(await names(february, withinDays({ from: '2026-01-01', to: '2026-12-31' }, calendar))).toEqual([
      'elsewhere',
      'late',
    ]);
  });

  test.each<[string, (row: typeof made) => Mark, string[]]>([
    ['the host reference, with its zeros', () => ({ of: 'rrn', values: ['000000000042'] }), ['sale']],
    ['nothing that is only like it', () => ({ of: 'rrn', values: ['42'] }), []],
    ['the trace number', () => ({ of: 'stan', values: ['000123'] }), ['sale']],
    ['the fiscal number', () => ({ of: 'saleNumber', values: ['F-7'] }), ['partly']],
    ['our reference', ({ unknown }) => ({ of: 'reference', values: [unknown.reference] }), ['unknown']],
    ['our number', ({ declined }) => ({ of: 'id', ids: [declined.id] }), ['declined']],
    [
      'the provider’s number',
      ({ voided }) => ({ of: 'paymentNumber', values: [voided.providerPaymentId ?? ''] }),
      ['voided'],
    ],
    ['exactly an amount', () => ({ of: 'amount', minor: 5_000, currency: 'TRY' }), ['sale']],
    ['a batch', ({ elsewhere }) => ({ of: 'batchId', ids: [elsewhere.batchId ?? 'bat_'] }), ['elsewhere']],
    ['no wildcard', () => ({ of: 'authCode', values: ['%'] }), []],
  ])('by what is printed find %s', async (_what, mark, found) => {
    expect(await names({ by: 'mark', marks: [mark(made)] })).toEqual(found);
  });

  test('by a word that may mean several things find each row once', async () => {
    const marks = [
      { of: 'rrn', values: ['000000000042'] },
      { of: 'stan', values: ['000123'] },
      { of: 'amount', minor: 5_000, currency: 'TRY' },
      { of: 'last4', values: ['7777'] },
    ] as const;
    const { rows } = await list(shop.ctx, [{ by: 'mark', marks }], null);
    expect(rows.map((row) => row.id).sort()).toEqual([made.sale.id, made.voided.id].sort());
    expect(await names({ by: 'mark', marks: [] })).toEqual([]);
  });

  test('by the number of a batch find its members, of any device', async () => {
    expect(await names({ by: 'mark', marks: [{ of: 'batch', values: ['017'] }] })).toEqual([
      'elsewhere',
      'late',
      'partly',
      'refund',
      'sale',
      'voided',
    ]);
    expect(await names({ by: 'mark', marks: [{ of: 'batch', values: ['018'] }] })).toEqual([]);
  });

  test('are counted and added up per kind and currency, approved ones only, with what is left', async () => {
    const totals = await sumTransactions(shop.ctx, all);
    expect(totals).toMatchObject({ count: 9, isMore: false, nets: [{ minor: 51_200, currency: 'TRY' }] });
    expect(totals?.sums?.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
      { kind: 'refund', count: 1, amount: { minor: 1_000, currency: 'TRY' } },
      { kind: 'sale', count: 5, amount: { minor: 52_200, currency: 'TRY' } },
    ]);
  });

  test('are counted tab by tab, whichever tab is open', async () => {
    const tab = { by: 'tab', tab: 'failed' } as const;
    const counts = { all: 9, open: 1, unknown: 1, approved: 6, refunded: 2, failed: 1 };
    for (const counted of [
      await countTabs(shop.ctx, all, 'all'),
      await countTabs(shop.ctx, [tab], 'failed'),
    ]) {
      expect(Object.entries(counted ?? {}).map(([name, { count }]) => [name, count])).toEqual(
        Object.entries(counts),
      );
    }
  });
});

describe('a list of which few of very many rows fit', () => {
  test('says how far it has looked, and goes on from there, back again too', async () => {
    const shop = await shops.open();
    const { merchantId, id: deviceId } = shop.device;
    const [oldest, newest] = [
      await makeTransaction(shops.owner, shop.device, {
        cardType: 'prepaid',
        createdAt: new Date('2026-01-01T10:00:00Z'),
      }),
      await makeTransaction(shops.owner, shop.device, {
        cardType: 'prepaid',
        createdAt: new Date('2026-03-04T10:00:00Z'),
      }),
    ];
    await shops.owner.execute(sql`
      insert into transactions (merchant_id, id, kind, state, environment, provider, device_id, branch_id, intent_key,
        intent_hash, reference, amount_minor, currency, installment_count, lines, created_by, created_at, business_date, settled_at)
      select ${merchantId}, 'txn_' || lpad(n::text, 26, '0'), 'sale', 'declined', 'sandbox', 'iyzico', ${deviceId},
        ${shop.device.branchId}, n::text, '-', n::text, 100, 'TRY', 1, '[]', 'usr_', timestamptz '2026-02-01' + n * interval '1 s',
        '2026-02-01', timestamptz '2026-02-01' + n * interval '1 s'
      from generate_series(1, 10500) n`);
    const prepaid = [{ by: 'cardType', cardType: 'prepaid' }] as const;
    const first = await list(shop.ctx, prepaid, null);
    expect(first.rows.map((row) => row.id)).toEqual([newest.id]);
    expect(first.lookedTo).toEqual(new Date('2026-02-01T00:08:22Z'));
    const pages = await walk(shop.ctx, prepaid, null);
    expect(pages).toEqual([[newest.id], [oldest.id]]);
    const from = { direction: 'newer', createdAt: oldest.createdAt, id: oldest.id } as const;
    expect(await walk(shop.ctx, prepaid, from)).toEqual([[], [newest.id]]);
    // What an index leads to is found at once, however many rows there are.
    const exactly = { by: 'mark', marks: [{ of: 'paymentNumber', values: [oldest.id] }] } as const;
    expect(await list(shop.ctx, [exactly], null)).toMatchObject({
      rows: [{ id: oldest.id }],
      lookedTo: null,
    });
    expect((await countTabs(shop.ctx, all, 'all'))?.failed).toEqual({ count: 1_000, isMore: true });
    expect(await sumTransactions(shop.ctx, all)).toMatchObject({
      count: 10_000,
      isMore: true,
      sums: null,
      nets: null,
    });
  });
});

describe('what a list can be narrowed by', () => {
  test('is the merchant’s own devices, people and banks', async () => {
    const [mine, theirs] = [await shops.open(), await shops.open()];
    for (const [shop, acquirerId] of [
      [mine, '0046'],
      [mine, '0062'],
      [mine, '0046'],
      [theirs, '0010'],
    ] as const) {
      await makeTransaction(shops.owner, shop.device, { acquirerId, acquirerName: `Bank ${acquirerId}` });
    }
    const choices = await listFilterChoices(mine.ctx);
    expect(choices.devices.map((device) => device.deviceId)).toEqual([mine.device.id]);
    expect(choices.people).toEqual([{ id: mine.manager.id, name: 'manager' }]);
    expect([...choices.acquirers]).toEqual([
      { id: '0046', name: 'Bank 0046' },
      { id: '0062', name: 'Bank 0062' },
    ]);
  });
});

describe('what is open', () => {
  test('is all on the unresolved screen with its next step, oldest first, and counted', async () => {
    const shop = await shops.open();
    const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 9, minutes));
    const unknown = await makeTransaction(shops.owner, shop.device, {
      state: 'unknown',
      createdAt: at(1),
      nextQueryAt: at(30),
    });
    const given = await makeTransaction(shops.owner, shop.device, { state: 'unknown', createdAt: at(2) });
    const sending = await makeTransaction(shops.owner, shop.device, { state: 'sending', createdAt: at(3) });
    const created = await makeTransaction(shops.owner, shop.device, { state: 'created', createdAt: at(4) });
    await makeTransaction(shops.owner, shop.device, { state: 'failed', outcomeReason: 'unreachable' });
    const listed = await listUnresolved(shop.ctx);
    expect(listed.map(({ id, next }) => ({ id, next }))).toEqual([
      { id: unknown.id, next: { kind: 'ask', at: at(30) } },
      { id: given.id, next: { kind: 'none' } },
      { id: sending.id, next: { kind: 'answer' } },
      { id: created.id, next: { kind: 'send_or_expire', at: new Date(at(4).getTime() + 30_000) } },
    ]);
    expect((await readFrame(shop.ctx)).unresolved).toBe(4);
  });

  test('follows the person who started it, and leaves a quarter of a minute after its end', async () => {
    const shop = await shops.open();
    const mine = { createdBy: shop.manager.id, createdAt: new Date('2026-03-04T10:04:00Z') };
    const waiting = await makeTransaction(shops.owner, shop.device, { ...mine, state: 'sending' });
    const justEnded = await makeTransaction(shops.owner, shop.device, {
      ...mine,
      settledAt: new Date('2026-03-04T10:04:50Z'),
    });
    const longEnded = { ...mine, settledAt: new Date('2026-03-04T10:04:40Z') };
    await makeTransaction(shops.owner, shop.device, longEnded);
    await makeTransaction(shops.owner, shop.device, { state: 'unknown', createdAt: mine.createdAt });
    const flight = await listInFlight(shop.ctx);
    expect(flight.mine.map((row) => row.id).sort()).toEqual([waiting.id, justEnded.id].sort());
    expect(flight.open).toEqual({ running: 1, unknown: 1 });
  });
});

describe('another merchant', () => {
  test('has none of it in any list, count, sum or page', async () => {
    const [mine, theirs] = [await shops.open(), await shops.open()];
    const foreign = await makeTransaction(shops.owner, theirs.device, { state: 'unknown' });
    expect((await list(mine.ctx, all, null)).rows).toEqual([]);
    for (const condition of [
      { by: 'device', ids: [theirs.device.id] },
      { by: 'mark', marks: [{ of: 'id', ids: [foreign.id] }] },
      { by: 'mark', marks: [{ of: 'reference', values: [foreign.reference] }] },
      { by: 'mark', marks: [{ of: 'amount', minor: foreign.amountMinor, currency: 'TRY' }] },
      { by: 'mark', marks: [{ of: 'batch', values: ['017'] }] },
      { by: 'tab', tab: 'unknown' },
    ] as const) {
      expect((await list(mine.ctx, [condition], null)).rows).toEqual([]);
      expect((await sumTransactions(mine.ctx, [condition]))?.count).toBe(0);
    }
    expect((await readFrame(mine.ctx)).unresolved).toBe(0);
    expect((await countTabs(mine.ctx, all, 'all'))?.all.count).toBe(0);
    await expect(getTransaction(mine.ctx, foreign.id)).rejects.toThrow(NotFound);
    await expect(watchTransaction(mine.ctx, foreign.id)).rejects.toThrow(NotFound);
  });

  test('and a thing that does not exist answer alike, as does what is no id at all', async () => {
    const { ctx } = await shops.open();
    const odd = [
      ids.next('transaction'),
      ids.next('device'),
      '',
      '../',
      "' or 1=1",
      'txn_\u0000',
      'x'.repeat(65),
    ];
    for (const id of odd) {
      await expect(getTransaction(ctx, id)).rejects.toThrow(NotFound);
      await expect(watchTransaction(ctx, id)).rejects.toThrow(NotFound);
    }
  });
});
