import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { merchants } from '#db/schema/merchants.ts';
import { seedDemo } from '#db/seeds/demo.ts';
import { demoPeople, kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import type { Context } from '#server/auth/context.ts';
import { listVariances } from '#server/end-of-day/list-variances.ts';
import { businessDate, systemClock } from '#server/kernel/time.ts';
import { getPictures, type Pictures } from '#server/pictures/get-pictures.ts';
import { listOpenDifferences } from '#server/pictures/list-open-differences.ts';
import { type PictureRequest, readPictureRequest } from '#server/pictures/read-picture-request.ts';
import { sumTakings, type Takings } from '#server/pictures/takings.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import { sumTransactions } from '#server/transactions/sum-transactions.ts';
import { type QueryValues, readListRequest } from '#server/transactions/transaction-filter.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { SEED_EVENING, seedOptions } from '#tests/support/seeding.ts';

let database: TestDatabase;
let app: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  await seedDemo(seedOptions(database.ownerUrl));
  app = openDatabase(database.appUrl, { maxConnections: 4, name: 'test' });
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

type Shop = { ctx: Context<'reports:see'>; list: Context<'transactions:see'>; reader: ListReader };

/** A manager of a seeded merchant on the evening up to which it was seeded. */
async function openShop(of: typeof kahveDuragi | typeof mapleBakery, person: { id: string }): Promise<Shop> {
  const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'look' });
  const [row] = await owner.db.select().from(merchants).where(eq(merchants.id, of.id));
  await owner.close();
  if (!row) throw new Error('Nothing was seeded');
  const who = { kind: 'user', name: '', role: 'manager', locale: 'tr', ...person } as Context['actor'];
  const clock = { ...systemClock, now: () => SEED_EVENING };
  const ctx = makeReadContext(app.db, row, who, 'reports:see', clock);
  const reader: ListReader = {
    today: businessDate(SEED_EVENING, ctx.merchant.calendar),
    calendar: ctx.merchant.calendar,
    me: who.id,
    currency: ctx.merchant.currency,
    readAmount: Number,
    readAnyAmount: Number,
    choices: await listFilterChoices(ctx),
  };
  return { ctx, reader, list: makeReadContext(app.db, row, who, 'transactions:see', clock) };
}

function requestOf({ reader }: Shop, values: QueryValues): PictureRequest {
  const { filter } = readListRequest(values, reader);
  const request = filter && readPictureRequest(filter, reader);
  if (!request || request === 'tooLong') throw new Error('The filter was not understood');
  return request;
}

/** What the list says about the same filter, in one currency. */
async function totalsOfList({ list, reader }: Shop, values: QueryValues, currency: string): Promise<Takings> {
  const { filter } = readListRequest(values, reader);
  const totals = filter && (await sumTransactions(list, filter));
  if (!totals?.sums) throw new Error('The list has no sums');
  const of = (...kinds: string[]) =>
    totals.sums?.filter((sum) => kinds.includes(sum.kind) && sum.amount.currency === currency) ?? [];
  const [taken, back] = [of('sale', 'capture'), of('refund', 'void')];
  const count = (sums: typeof taken) => sums.reduce((all, sum) => all + sum.count, 0);
  const minor = (sums: typeof taken) => sums.reduce((all, sum) => all + sum.amount.minor, 0);
  return {
    value: '',
    takenCount: count(taken),
    takenMinor: minor(taken),
    backCount: count(back),
    backMinor: minor(back),
    netMinor: totals.nets?.find((net) => net.currency === currency)?.minor ?? 0,
  };
}

const FIELD = {
  day: null,
  hour: 'hour',
  device: 'device',
  acquirer: 'acquirer',
  card: 'cardType',
  brand: 'brand',
} as const;

/** The filter of a bar: that of the picture, narrowed to what it stands for. */
function behind(days: PictureRequest['days'], side: keyof Pictures['takings'], value: string): QueryValues {
  if (side === 'day') return { from: value, to: value };
  return { ...days, [FIELD[side]]: value };
}

describe.each([
  ['in Istanbul', kahveDuragi, demoPeople.manager, ['acquirer', 'card']],
  // Whose answers name no bank and no kind of card, but its brand.
  ['in Montréal', mapleBakery, demoPeople.montrealManager, ['brand']],
] as const)('%s', (_where, merchant, person, told) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(merchant, person);
  });

  test('every picture adds up to what the list says of the same filter, to the minor unit', async () => {
    const device = shop.reader.choices.devices[0]?.deviceId;
    const filters: QueryValues[] = [
      { period: 'last7' },
      { period: 'last7', device },
      { period: 'last7', acquirer: shop.reader.choices.acquirers[0]?.id },
      { period: 'last7', kind: 'sale' },
      { period: 'yesterday', cardType: 'credit' },
      { period: 'last7', hour: '12' },
    ];
    for (const values of filters) {
      const request = requestOf(shop, values);
      const pictures = await getPictures(shop.ctx, request, shop.reader.choices);
      const { value: _all, ...listed } = await totalsOfList(shop, values, pictures.currency);
      for (const [side, bars] of Object.entries(pictures.takings)) {
        expect(sumTakings(bars ?? []), `${side} of ${JSON.stringify(values)}`).toEqual(listed);
      }
      expect(listed.takenMinor > 0, JSON.stringify(values)).toBe(
        !values.cardType || merchant === kahveDuragi,
      );
    }
  });

  test('each bar says what the list says that it leads to', async () => {
    const request = requestOf(shop, { period: 'last7' });
    const { takings, currency, declined } = await getPictures(shop.ctx, request, shop.reader.choices);
    for (const side of ['day', 'hour', 'device', ...told] as const) {
      // What no operation tells has no list of its own.
      const bars = takings[side]?.filter(({ value }) => value !== '' && value !== 'cash') ?? [];
      expect(bars.length, side).toBeGreaterThan(0);
      for (const bar of bars) {
        const listed = await totalsOfList(shop, behind(request.days, side, bar.value), currency);
        expect({ ...bar, value: '' }, `${side} ${bar.value}`).toEqual(listed);
      }
    }
    expect(declined?.length).toBeGreaterThan(0);
    for (const { reason, count } of declined ?? []) {
      const { filter } = readListRequest({ ...request.days, declined: reason }, shop.reader);
      expect((await sumTransactions(shop.list, filter ?? []))?.count, reason).toBe(count);
    }
  });

  test('the time to a result is told of every terminal that gave one, half of them within the median', async () => {
    const { times } = await getPictures(shop.ctx, requestOf(shop, { period: 'last7' }), shop.reader.choices);
    expect(times?.length).toBeGreaterThan(0);
    for (const time of times ?? []) {
      expect(time.count).toBeGreaterThan(0);
      expect(time.medianMs).toBeGreaterThan(0);
      expect(time.slowMs).toBeGreaterThanOrEqual(time.medianMs);
    }
  });

  test('every open difference stands in exactly one age', async () => {
    const { ages } = await listOpenDifferences(shop.ctx, null);
    const ids = ages.flatMap(({ differences }) => differences.map(({ variance }) => variance.id));
    const { rows } = await listVariances(shop.ctx, 'open');
    expect(ids.toSorted()).toEqual(rows.map(({ variance }) => variance.id).toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });
});
