import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ListFilter, ListPlace } from '#db/queries/transaction-list.ts';
import type { transactions } from '#db/schema/transactions.ts';
import { NotFound } from '#server/auth/context.ts';
import { countUnresolved } from '#server/transactions/count-unresolved.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { readCursor } from '#server/transactions/list-cursor.ts';
import { listInFlight } from '#server/transactions/list-in-flight.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { watchTransaction } from '#server/transactions/watch-transaction.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { openShops, type Shop, type Shops } from '#tests/support/shops.ts';

type Row = typeof transactions.$inferSelect;

const all: ListFilter = {
  tab: 'all',
  kind: null,
  deviceId: null,
  branchId: null,
  from: null,
  to: null,
  amount: null,
  last4: null,
  reference: null,
};

let shops: Shops;
beforeAll(async () => {
  shops = await openShops();
});
afterAll(() => shops.close());

/** Walks a list in one direction, page by page, and returns the ids of each. */
async function walk(ctx: Shop['ctx'], filter: ListFilter, from: ListPlace | null): Promise<string[][]> {
  const direction = from?.direction ?? 'older';
  const pages: string[][] = [];
  let place = from;
  while (pages.length < 20) {
    const page = await listTransactions(ctx, filter, place);
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
    const top = await listTransactions(shop.ctx, all, null);
    expect(top.newer).toBeNull();
    expect(top.older).not.toBeNull();
    const pages = await walk(shop.ctx, all, null);
    expect(pages).toHaveLength(3);
  });

  test('is not moved by rows that arrive while somebody reads', async () => {
    const other = await shops.open();
    const first: Row[] = [];
    for (let made = 0; made < 60; made++) first.push(await makeTransaction(shops.owner, other.device));
    const page = await listTransactions(other.ctx, all, null);
    await makeTransaction(shops.owner, other.device, { createdAt: new Date('2026-03-04T12:00:00Z') });
    const key = readCursor(page.older ?? '');
    if (!key) throw new Error('no second page');
    const next = await listTransactions(other.ctx, all, { ...key, direction: 'older' });
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
    const past = await listTransactions(shop.ctx, all, { ...before, direction: 'older' });
    expect([past.rows, past.older]).toEqual([[], null]);
  });
});

describe('filters', () => {
  let shop: Shop;
  let made: Record<'sale' | 'partly' | 'voided' | 'refund' | 'declined' | 'unknown' | 'sending', Row>;

  beforeAll(async () => {
    shop = await shops.open();
    const make = (overrides: Parameters<typeof makeTransaction>[2]) =>
      makeTransaction(shops.owner, shop.device, overrides);
    const sale = await make({ amountMinor: 5_000, rrn: '000000000042' });
    const partly = await make({ refundedMinor: 1_000, businessDate: '2026-03-01' });
    const refund = await make({ kind: 'refund', originalId: partly.id, amountMinor: 1_000 });
    made = {
      sale,
      partly,
      refund,
      voided: await make({ voidedAt: new Date('2026-03-04T11:00:00Z'), last4: '7777' }),
      declined: await make({ state: 'declined' }),
      unknown: await make({ state: 'unknown' }),
      sending: await make({ state: 'sending' }),
    };
  });

  async function names(filter: Partial<ListFilter>): Promise<string[]> {
    const { rows } = await listTransactions(shop.ctx, { ...all, ...filter }, null);
    return Object.entries(made)
      .filter(([, row]) => rows.some((listed) => listed.id === row.id))
      .map(([name]) => name)
      .sort();
  }

  test('each narrow the list to what they say', async () => {
    expect(await names({})).toEqual(Object.keys(made).sort());
    expect(await names({ tab: 'open' })).toEqual(['sending']);
    expect(await names({ tab: 'unknown' })).toEqual(['unknown']);
    expect(await names({ tab: 'failed' })).toEqual(['declined']);
    expect(await names({ tab: 'refunded' })).toEqual(['partly', 'voided']);
    expect(await names({ tab: 'approved' })).toEqual(['partly', 'refund', 'sale', 'voided']);
    expect(await names({ kind: 'refund' })).toEqual(['refund']);
    expect(await names({ from: '2026-03-01', to: '2026-03-01' })).toEqual(['partly']);
    expect(await names({ last4: '7777' })).toEqual(['voided']);
    expect(await names({ deviceId: ids.next('device') })).toEqual([]);
    expect(await names({ branchId: shop.device.branchId, tab: 'unknown' })).toEqual(['unknown']);
  });

  test('by amount include both ends and stay within their currency', async () => {
    const amount = { minMinor: 1_000, maxMinor: 5_000, currency: 'TRY' } as const;
    expect(await names({ amount })).toEqual(['refund', 'sale']);
    expect(await names({ amount: { ...amount, currency: 'USD' } })).toEqual([]);
  });

  test('by reference find exactly what is printed, with its leading zeros, and nothing like it', async () => {
    expect(await names({ reference: '000000000042' })).toEqual(['sale']);
    expect(await names({ reference: '42' })).toEqual([]);
    expect(await names({ reference: made.unknown.reference })).toEqual(['unknown']);
    expect(await names({ reference: made.declined.id })).toEqual(['declined']);
    expect(await names({ reference: '%' })).toEqual([]);
  });

  test('are counted and added up per kind and currency, approved ones only', async () => {
    const totals = await sumTransactions(shop.ctx, all);
    expect(totals.count).toBe(7);
    expect(totals.isMore).toBe(false);
    expect(totals.sums?.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
      { kind: 'refund', count: 1, amount: { minor: 1_000, currency: 'TRY' } },
      { kind: 'sale', count: 3, amount: { minor: 28_600, currency: 'TRY' } },
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
    expect(await countUnresolved(shop.ctx)).toBe(4);
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
    expect((await listTransactions(mine.ctx, all, null)).rows).toEqual([]);
    const byDevice = await listTransactions(mine.ctx, { ...all, deviceId: theirs.device.id }, null);
    expect(byDevice.rows).toEqual([]);
    expect(byDevice.choices.map((choice) => choice.deviceId)).toEqual([mine.device.id]);
    expect(await countUnresolved(mine.ctx)).toBe(0);
    expect((await sumTransactions(mine.ctx, all)).count).toBe(0);
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
