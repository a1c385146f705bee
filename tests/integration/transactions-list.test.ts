import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import type { ListFilter, ListPlace } from '#db/queries/transaction-list.ts';
import { exchanges } from '#db/schema/exchanges.ts';
import type { transactions } from '#db/schema/transactions.ts';
import { type Context, NotFound, type Person } from '#server/auth/context.ts';
import { countUnresolved } from '#server/transactions/count-unresolved.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { readCursor } from '#server/transactions/list-cursor.ts';
import { listInFlight } from '#server/transactions/list-in-flight.ts';
import { listTransactions } from '#server/transactions/list-transactions.ts';
import { listUnresolved } from '#server/transactions/list-unresolved.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { watchTransaction } from '#server/transactions/watch-transaction.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { type DeviceRow, makeDevice } from '#tests/factories/device.ts';
import { ids } from '#tests/factories/ids.ts';
import { type MerchantRow, makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import { makeEvent, makeTransaction } from '#tests/factories/transaction.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

type Row = typeof transactions.$inferSelect;
type Shop = { merchant: MerchantRow; device: DeviceRow; manager: Person; ctx: Context<'transactions:see'> };

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

let database: TestDatabase;
let owner: ReturnType<typeof openDatabase>;
let app: ReturnType<typeof openDatabase>;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maxConnections: 4, name: 'planting' });
  app = openDatabase(database.appUrl, { maxConnections: 4, name: 'test' });
});

afterAll(async () => {
  await Promise.all([owner.close(), app.close()]);
  await database.drop();
});

async function openShop(): Promise<Shop> {
  const merchant = await makeMerchant(owner.db);
  const [device, manager] = await Promise.all([
    makeDevice(owner.db, merchant.id),
    makePerson(owner.db, merchant.id, 'manager'),
  ]);
  return { merchant, device, manager, ctx: makeReadContext(app.db, merchant, manager, 'transactions:see') };
}

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
    shop = await openShop();
    // 120 in three instants: far more equal ones than a page holds.
    rows = [];
    for (let made = 0; made < 120; made++) {
      const createdAt = new Date(Date.UTC(2026, 2, 4, 10, 0, 0, Math.floor(made / 40)));
      rows.push(await makeTransaction(owner.db, shop.device, { createdAt }));
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
    const other = await openShop();
    const first: Row[] = [];
    for (let made = 0; made < 60; made++) first.push(await makeTransaction(owner.db, other.device));
    const page = await listTransactions(other.ctx, all, null);
    await makeTransaction(owner.db, other.device, { createdAt: new Date('2026-03-04T12:00:00Z') });
    const key = readCursor(page.older ?? '');
    if (!key) throw new Error('no second page');
    const next = await listTransactions(other.ctx, all, { ...key, direction: 'older' });
    expect([...page.rows, ...next.rows].map((row) => row.id)).toEqual(sorted(first));
  });

  test('reads along an index: none sorts its nulls otherwise than «order by … desc» does', async () => {
    // `DESC NULLS LAST` is what the schema's own `.desc()` makes; the planner then sorts the whole history for each page.
    const wrong = await owner.db.execute(
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
    shop = await openShop();
    const make = (overrides: Parameters<typeof makeTransaction>[2]) =>
      makeTransaction(owner.db, shop.device, overrides);
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
    const shop = await openShop();
    const at = (minutes: number) => new Date(Date.UTC(2026, 2, 4, 9, minutes));
    const unknown = await makeTransaction(owner.db, shop.device, {
      state: 'unknown',
      createdAt: at(1),
      nextQueryAt: at(30),
    });
    const given = await makeTransaction(owner.db, shop.device, { state: 'unknown', createdAt: at(2) });
    const sending = await makeTransaction(owner.db, shop.device, { state: 'sending', createdAt: at(3) });
    const created = await makeTransaction(owner.db, shop.device, { state: 'created', createdAt: at(4) });
    await makeTransaction(owner.db, shop.device, { state: 'failed', outcomeReason: 'unreachable' });
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
    const shop = await openShop();
    const mine = { createdBy: shop.manager.id, createdAt: new Date('2026-03-04T10:04:00Z') };
    const waiting = await makeTransaction(owner.db, shop.device, { ...mine, state: 'sending' });
    const justEnded = await makeTransaction(owner.db, shop.device, {
      ...mine,
      settledAt: new Date('2026-03-04T10:04:50Z'),
    });
    const longEnded = { ...mine, settledAt: new Date('2026-03-04T10:04:40Z') };
    await makeTransaction(owner.db, shop.device, longEnded);
    await makeTransaction(owner.db, shop.device, { state: 'unknown', createdAt: mine.createdAt });
    const flight = await listInFlight(shop.ctx);
    expect(flight.mine.map((row) => row.id).sort()).toEqual([waiting.id, justEnded.id].sort());
    expect(flight.open).toEqual({ running: 1, unknown: 1 });
  });
});

describe('one transaction', () => {
  test('shows its family with what is left, its story newest first, its batch and its people', async () => {
    const shop = await openShop();
    const sale = await makeTransaction(owner.db, shop.device, {
      createdBy: shop.manager.id,
      refundedMinor: 3_000,
      refundReservedMinor: 1_000,
    });
    const refund = await makeTransaction(owner.db, shop.device, {
      kind: 'refund',
      originalId: sale.id,
      amountMinor: 3_000,
      createdAt: new Date('2026-03-04T10:10:00Z'),
    });
    await makeEvent(owner.db, sale, 1, { kind: 'requested' });
    await makeEvent(owner.db, sale, 2, { kind: 'settled', state: 'approved', reason: null, code: null });
    const seen = await getTransaction(shop.ctx, sale.id);
    expect(seen.status).toBe('partlyRefunded');
    expect(seen.createdBy).toBe('manager');
    expect(seen.batch).toMatchObject({ number: '017', state: 'open' });
    expect(seen.device).toEqual({ label: 'Kasa 1', branchName: 'Kadıköy' });
    expect(seen.timeline.map((line) => line.entry?.kind)).toEqual(['settled', 'requested']);
    expect(seen.family?.members.map((member) => member.id)).toEqual([sale.id, refund.id]);
    expect(seen.family?.remaining).toEqual({ minor: 7_800, currency: 'TRY' });
    const fromRefund = await getTransaction(shop.ctx, refund.id);
    expect(fromRefund.family).toEqual(seen.family);
  });

  test('leaves nothing to give back of a voided sale', async () => {
    const shop = await openShop();
    const sale = await makeTransaction(owner.db, shop.device);
    const undo = await makeTransaction(owner.db, shop.device, { kind: 'void', originalId: sale.id });
    await owner.db.execute(
      `update transactions set void_id = '${undo.id}', voided_at = now() where id = '${sale.id}'`,
    );
    const seen = await getTransaction(shop.ctx, sale.id);
    expect(seen.status).toBe('voided');
    expect(seen.family?.remaining.minor).toBe(0);
  });

  test('shows support the last four digits only, wherever a card may have been written', async () => {
    const shop = await openShop();
    const support = await makePerson(owner.db, shop.merchant.id, 'support');
    const sale = await makeTransaction(owner.db, shop.device, {
      state: 'declined',
      bin: '454360',
      last4: '0006',
      outcomeText: 'Declined for 454360******0006',
    });
    await owner.db.insert(exchanges).values({
      merchantId: shop.merchant.id,
      id: ids.next('exchange'),
      operationId: sale.id,
      purpose: 'operation',
      at: sale.createdAt,
      durationMs: 12,
      path: '/v1/payment',
      request: { notificationPhone: '5551112233' },
      httpStatus: 200,
      response: { binNumber: '454360', lastFourDigits: '0006' },
      failure: null,
    });
    const asSupport = makeReadContext(app.db, shop.merchant, support, 'transactions:see');
    const seen = JSON.stringify(await getTransaction(asSupport, sale.id));
    expect(seen).not.toContain('454360');
    expect(seen).not.toContain('5551112233');
    expect(seen).toContain('0006');
    expect(JSON.stringify(await getTransaction(shop.ctx, sale.id))).toContain('454360');
  });

  test('shows a line of the timeline that a later version wrote as unreadable, and the rest', async () => {
    const shop = await openShop();
    const sale = await makeTransaction(owner.db, shop.device);
    await makeEvent(owner.db, sale, 1, { kind: 'teleported' } as never);
    const seen = await getTransaction(shop.ctx, sale.id);
    expect(seen.timeline).toMatchObject([{ sequence: 1, entry: null }]);
  });
});

describe('another merchant', () => {
  test('has none of it in any list, count, sum or page', async () => {
    const [mine, theirs] = [await openShop(), await openShop()];
    const foreign = await makeTransaction(owner.db, theirs.device, { state: 'unknown' });
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
    const { ctx } = await openShop();
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
