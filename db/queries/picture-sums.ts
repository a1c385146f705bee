import { and, between, eq, inArray, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { acquirerTotals, dayTotals, type TotalKind } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { DeviceId, MerchantId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { findFilter } from './find-filter.ts';
import { shownKind } from './shown-kind.ts';
import { hourOf, isOneOf, type ListFilter, meetsAll } from './transaction-conditions.ts';
import { exactSum } from './transaction-sums.ts';
import { countedRows } from './walk-transactions.ts';

/** By what approved amounts are told apart in pictures. */
export const PICTURE_SIDES = ['day', 'hour', 'device', 'acquirer', 'card', 'brand'] as const;
export type PictureSide = (typeof PICTURE_SIDES)[number];

/** Approved operations of one kind and currency that share a value of a side; '' where a row has none. */
export type PictureSum = {
  side: PictureSide;
  value: string;
  kind: TotalKind;
  currency: CurrencyCode;
  count: number;
  amountMinor: number;
};

/** How many were declined for a reason; '' where none was told. */
export type DeclinedCount = { reason: string; count: number };

/** The sums of a filter by each of some sides, and its declines by their reason. One pass over its rows. */
export async function sumForPictures(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  sides: readonly PictureSide[],
  timeZone: string,
): Promise<{ sums: PictureSum[]; declined: DeclinedCount[] }> {
  const found = await findFilter(db, merchantId, filter);
  const some = db
    .select({
      state: sql<string>`transactions.state`.as('state'),
      kind: shownKind.as('shown_kind'),
      currency: transactions.currency,
      amountMinor: transactions.amountMinor,
      day: sql<string>`transactions.business_date::text`.as('day'),
      hour: sql<string>`${hourOf(timeZone)}::text`.as('hour'),
      device: sql<string>`transactions.device_id`.as('device'),
      acquirer: sql<string>`coalesce(transactions.acquirer_id, '')`.as('acquirer'),
      card: sql<string>`case when transactions.payment_type = 'cash' then 'cash'
        else coalesce(transactions.card_type, '') end`.as('card'),
      brand: sql<string>`coalesce(transactions.card_brand, '')`.as('brand'),
      reason: sql<string>`coalesce(transactions.outcome_reason, '')`.as('reason'),
    })
    .from(countedRows(merchantId, found))
    .where(and(meetsAll(merchantId, found), isOneOf(transactions.state, ['approved', 'declined'])))
    .as('some');
  const sets: SQL[] = [
    ...sides.map((side) => sql`(${some.state}, ${some.kind}, ${some.currency}, ${some[side]})`),
    sql`(${some.state}, ${some.reason})`,
  ];
  // Of each set one column is grouped by; the others are null there, and none is null by itself.
  const names: SQL[] = sides.map(
    (side) => sql`when grouping(${some[side]}) = 0 then ${sql.raw(`'${side}'`)}`,
  );
  const values = [...sides.map((side) => some[side]), some.reason];
  const rows = await db
    .select({
      side: sql<PictureSide | 'reason'>`case ${sql.join(names, sql` `)} else 'reason' end`,
      value: sql<string>`coalesce(${sql.join(values, sql`, `)})`,
      state: some.state,
      kind: some.kind,
      currency: some.currency,
      count: sql<number>`count(*)::int`,
      // Text: a sum may pass 2^53 in theory, and then must not be rounded quietly.
      amount: sql<string>`sum(${some.amountMinor})::text`,
    })
    .from(some)
    .groupBy(sql`grouping sets (${sql.join(sets, sql`, `)})`);
  return {
    sums: rows.flatMap(({ side, state, amount, ...sum }) =>
      side === 'reason' || state !== 'approved' ? [] : { ...sum, side, amountMinor: exactSum(amount) },
    ),
    declined: rows.flatMap(({ side, state, value, count }) =>
      side === 'reason' && state === 'declined' ? { reason: value, count } : [],
    ),
  };
}

/** The sides that kept sums tell apart. */
export const KEPT_SIDES = ['day', 'device', 'acquirer'] as const satisfies readonly PictureSide[];

/** What of the kept sums is asked for; null: all. */
export type KeptPart = { deviceIds: readonly DeviceId[] | null; acquirerIds: readonly string[] | null };

/** Approved sums of some days by day, device and acquirer, from the kept ones: reads no operation. */
export async function sumKeptForPictures(
  db: Db,
  merchantId: MerchantId,
  days: { from: CalendarDay; to: CalendarDay },
  { deviceIds, acquirerIds }: KeptPart,
): Promise<PictureSum[]> {
  const { businessDate: day, deviceId: device, acquirerId: acquirer, kind, currency } = acquirerTotals;
  return db
    .select({
      side: sql<PictureSide>`case when grouping(${day}) = 0 then 'day' when grouping(${device}) = 0 then 'device' else 'acquirer' end`,
      value: sql<string>`coalesce(${day}, ${device}, ${acquirer})`,
      kind,
      currency,
      count: sql<number>`sum(${acquirerTotals.count})::int`,
      amountMinor: sql<number>`sum(${acquirerTotals.amountMinor})::text`.mapWith(exactSum),
    })
    .from(acquirerTotals)
    .where(
      and(
        eq(acquirerTotals.merchantId, merchantId),
        between(day, days.from, days.to),
        deviceIds ? inArray(device, [...deviceIds]) : undefined,
        acquirerIds ? inArray(acquirer, [...acquirerIds]) : undefined,
      ),
    )
    .groupBy(sql`${kind}, ${currency}, grouping sets ((${day}), (${device}), (${acquirer}))`);
}

/** The currencies in which anything was approved on some days. */
export async function listCurrenciesOf(
  db: Db,
  merchantId: MerchantId,
  days: { from: CalendarDay; to: CalendarDay },
): Promise<CurrencyCode[]> {
  const rows = await db
    .selectDistinct({ currency: dayTotals.currency })
    .from(dayTotals)
    .where(and(eq(dayTotals.merchantId, merchantId), between(dayTotals.businessDate, days.from, days.to)))
    .orderBy(dayTotals.currency);
  return rows.map((row) => row.currency);
}

/** How long the results of a device took: half of them at most `medianMs`, nineteen in twenty at most `slowMs`. */
export type ResultTime = { deviceId: DeviceId; count: number; medianMs: number; slowMs: number };

/** From the first byte to the result, of what a card was presented for and the bank decided. */
export async function measureResults(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
): Promise<ResultTime[]> {
  const found = await findFilter(db, merchantId, filter);
  const tookMs = sql`extract(epoch from transactions.settled_at - transactions.sent_at) * 1000`;
  const at = (share: string) =>
    sql<number>`(percentile_disc(${sql.raw(share)}) within group (order by ${tookMs}))::float8`;
  return db
    .select({
      deviceId: sql<DeviceId>`transactions.device_id`,
      count: sql<number>`count(*)::int`,
      medianMs: at('0.5'),
      slowMs: at('0.95'),
    })
    .from(countedRows(merchantId, found))
    .where(
      and(
        meetsAll(merchantId, found),
        isOneOf(transactions.state, ['approved', 'declined']),
        isOneOf(transactions.kind, ['sale', 'preauthorization']),
        isNotNull(transactions.sentAt),
      ),
    )
    .groupBy(sql`transactions.device_id`);
}
