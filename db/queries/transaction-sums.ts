import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import type { TotalKind } from '#db/schema/totals.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { findFilter } from './find-filter.ts';
import { shownKind } from './shown-kind.ts';
import {
  type FoundFilter,
  LIST_TABS,
  type ListFilter,
  type ListTab,
  meetsAll,
} from './transaction-conditions.ts';
import { countedRows } from './walk-transactions.ts';

/** A group of rows that are added up: a kind, whether it was approved, and a currency. */
export type SummedGroup = {
  kind: TotalKind;
  isApproved: boolean;
  currency: CurrencyCode;
  count: number;
  amountMinor: number;
};

/** Count and sum per kind, outcome and currency over at most `most` rows of a filter. */
export async function sumTransactionRows(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  most: number,
): Promise<SummedGroup[]> {
  const found = await findFilter(db, merchantId, filter);
  const some = db
    .select({
      kind: shownKind.as('shown_kind'),
      isApproved: sql<boolean>`${transactions.state} = 'approved'`.as('is_approved'),
      currency: transactions.currency,
      amountMinor: transactions.amountMinor,
    })
    .from(countedRows(merchantId, found))
    .where(meetsAll(merchantId, found))
    .limit(most)
    .as('some');
  const rows = await db
    .select({
      kind: some.kind,
      isApproved: some.isApproved,
      currency: some.currency,
      count: sql<number>`count(*)::int`,
      // Text: a sum may pass 2^53 in theory, and then must not be rounded quietly.
      amount: sql<string>`sum(${some.amountMinor})::text`,
    })
    .from(some)
    .groupBy(some.kind, some.isApproved, some.currency);
  return rows.map(({ amount, ...row }) => ({ ...row, amountMinor: exactSum(amount) }));
}

/** How many rows a filter holds, counted up to `most`. */
export async function countFilterRows(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  most: number,
): Promise<number> {
  const found = await findFilter(db, merchantId, filter);
  const some = db
    .select({ one: sql<number>`1`.as('one') })
    .from(countedRows(merchantId, found))
    .where(meetsAll(merchantId, found))
    .limit(most)
    .as('some');
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(some);
  return row?.count ?? 0;
}

/** How many rows of a filter each tab holds, counted up to `most`. */
export async function countTabRows(
  db: Db,
  merchantId: MerchantId,
  filter: ListFilter,
  most: number,
): Promise<Record<ListTab, number>> {
  const found = await findFilter(db, merchantId, filter);
  const counts = LIST_TABS.map((tab) => {
    const inTab: FoundFilter = tab === 'all' ? found : [...found, { by: 'tab', tab }];
    const rows = db
      .select({ one: sql<number>`1`.as('one') })
      .from(countedRows(merchantId, inTab))
      .where(meetsAll(merchantId, inTab))
      .limit(most)
      .as('rows');
    return [tab, sql<number>`(${db.select({ count: sql`count(*)::int` }).from(rows)})`.as(tab)] as const;
  });
  const [row] = await db
    .select(Object.fromEntries(counts) as Record<ListTab, (typeof counts)[number][1]>)
    .from(sql`(select 1) as nothing`);
  if (!row) throw new Error('Nothing was counted');
  return row;
}

/** A sum as the database writes it; throws when it is not exact as a number. */
export function exactSum(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A sum is not exact');
  return value;
}
