import { and, asc, desc, eq, gte, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import type { Db } from '#db/client.ts';
import { merchants } from '#db/schema/merchants.ts';
import { paymentLinks } from '#db/schema/payment-links.ts';
import { transactions } from '#db/schema/transactions.ts';
import type { MerchantId, TransactionId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import { pastPlace, type Slice } from './keyset.ts';
import { LIST_COLUMNS, type ListedRow } from './transaction-list.ts';
import { OPEN_STATES } from './transactions.ts';

/** The page a sale is paid on, as its row keeps it. */
export type LinkRow = typeof paymentLinks.$inferSelect;
export type NewLink = typeof paymentLinks.$inferInsert;

/** Stores a new link, in the commit of its sale; violates `payment_links_renewal` when the link it renews has been renewed. */
export async function insertLink(db: Db, row: NewLink): Promise<void> {
  await db.insert(paymentLinks).values(row);
}

/** The link by which a sale is paid; null for a sale that is paid otherwise. */
export async function findLink(db: Db, merchantId: MerchantId, id: TransactionId): Promise<LinkRow | null> {
  const [row] = await db.select().from(paymentLinks).where(isLink(merchantId, id));
  return row ?? null;
}

/** The link that was made in the place of this one; null while there is none. */
export async function findRenewal(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
): Promise<TransactionId | null> {
  const [row] = await db
    .select({ id: paymentLinks.transactionId })
    .from(paymentLinks)
    .where(and(eq(paymentLinks.merchantId, merchantId), eq(paymentLinks.renewsId, id)));
  return row?.id ?? null;
}

/** The sale whose payer was given this secret, with its link and its merchant; null when it opens nothing. */
export async function findPaidBack(
  db: Db,
  { merchantId, secretHash }: { merchantId: MerchantId; secretHash: string },
) {
  const [row] = await db
    .select({ sale: transactions, link: paymentLinks, merchant: merchants })
    .from(transactions)
    .innerJoin(
      paymentLinks,
      and(
        eq(paymentLinks.merchantId, transactions.merchantId),
        eq(paymentLinks.transactionId, transactions.id),
      ),
    )
    .innerJoin(merchants, eq(merchants.id, transactions.merchantId))
    .where(and(eq(transactions.merchantId, merchantId), eq(transactions.callbackHash, secretHash)));
  return row ?? null;
}

/** Writes what became known of a link. The caller holds the lock of its sale. */
export async function updateLink(
  db: Db,
  merchantId: MerchantId,
  id: TransactionId,
  changes: Partial<NewLink>,
): Promise<void> {
  await db.update(paymentLinks).set(changes).where(isLink(merchantId, id));
}

function isLink(merchantId: MerchantId, id: TransactionId) {
  return and(eq(paymentLinks.merchantId, merchantId), eq(paymentLinks.transactionId, id));
}

/** Which links a list holds: all, those that may still be paid, those that were, or those that nobody paid. */
export const LINK_TABS = ['all', 'open', 'paid', 'unpaid'] as const;
export type LinkTab = (typeof LINK_TABS)[number];

/** Which links a list holds: those of a tab, or the paid ones of one day of payout; no day: those whose provider told none. */
export type LinkFilter = { tab: LinkTab } | { payoutDay: CalendarDay | null };

/** A link in a list: its sale, and what it asks for. */
export type LinkListRow = {
  sale: ListedRow & { surchargeMinor: number };
  link: LinkRow;
  renewedBy: TransactionId | null;
};

/** Links, newest first, with the links that were made in their place. Reads at most `slice.limit`. */
export async function listLinkRows(
  db: Db,
  merchantId: MerchantId,
  filter: LinkFilter,
  slice: Slice,
): Promise<LinkListRow[]> {
  const isBackwards = 'before' in slice;
  const order = isBackwards ? asc : desc;
  const renewedBy = sql<TransactionId | null>`(select later.transaction_id from payment_links later
    where later.merchant_id = payment_links.merchant_id and later.renews_id = payment_links.transaction_id)`;
  const rows = await db
    .select({
      sale: { ...LIST_COLUMNS, surchargeMinor: transactions.surchargeMinor },
      link: paymentLinks,
      renewedBy: renewedBy.as('renewed_by'),
    })
    .from(paymentLinks)
    .innerJoin(
      transactions,
      and(
        eq(transactions.merchantId, paymentLinks.merchantId),
        eq(transactions.id, paymentLinks.transactionId),
      ),
    )
    .where(
      and(
        eq(paymentLinks.merchantId, merchantId),
        'tab' in filter ? inTab(filter.tab) : paidOutOn(filter.payoutDay),
        pastPlace(paymentLinks.createdAt, paymentLinks.transactionId, slice),
      ),
    )
    .orderBy(order(paymentLinks.createdAt), order(paymentLinks.transactionId))
    .limit(slice.limit);
  return isBackwards ? rows.reverse() : rows;
}

function inTab(tab: LinkTab): SQL | undefined {
  switch (tab) {
    case 'all':
      return undefined;
    case 'open':
      return inArray(transactions.state, [...OPEN_STATES]);
    case 'paid':
      return eq(transactions.state, 'approved');
    case 'unpaid':
      return inArray(transactions.state, ['declined', 'failed', 'cancelled']);
  }
}

function paidOutOn(day: CalendarDay | null): SQL | undefined {
  return and(IS_PAID_OUT, day === null ? isNull(paymentLinks.payoutDay) : eq(paymentLinks.payoutDay, day));
}

/** Payments that were not cancelled and whose provider told what it owes for them. */
const IS_PAID_OUT = and(
  sql`${paymentLinks.payoutMinor} is not null`,
  eq(transactions.state, 'approved'),
  isNull(transactions.voidedAt),
);

/** What a provider pays out for the payments of links on one day; no day: it did not say. In minor units. */
export type PayoutRow = {
  day: CalendarDay | null;
  currency: CurrencyCode;
  count: number;
  paidMinor: number;
  commissionMinor: number;
  feeMinor: number;
  blockedMinor: number;
  payoutMinor: number;
  /** What went back of these payments since, which their payouts do not say. */
  refundedMinor: number;
};

/**
 * What is expected of payments that were not cancelled, per day and currency, by day; those without a day are in every range.
 */
export async function sumPayouts(
  db: Db,
  merchantId: MerchantId,
  { from, to }: { from: CalendarDay; to: CalendarDay },
): Promise<PayoutRow[]> {
  // Text: a sum may pass 2^53 in theory, and then must not be rounded quietly.
  const sumOf = (column: AnyPgColumn) => sql<number>`sum(${column})::text`.mapWith(exact);
  return db
    .select({
      day: paymentLinks.payoutDay,
      currency: transactions.currency,
      count: sql<number>`count(*)::int`,
      paidMinor: sumOf(transactions.amountMinor),
      commissionMinor: sumOf(paymentLinks.commissionMinor),
      feeMinor: sumOf(paymentLinks.feeMinor),
      blockedMinor: sumOf(paymentLinks.blockedMinor),
      payoutMinor: sumOf(paymentLinks.payoutMinor),
      refundedMinor: sumOf(transactions.refundedMinor),
    })
    .from(paymentLinks)
    .innerJoin(
      transactions,
      and(
        eq(transactions.merchantId, paymentLinks.merchantId),
        eq(transactions.id, paymentLinks.transactionId),
      ),
    )
    .where(
      and(
        eq(paymentLinks.merchantId, merchantId),
        IS_PAID_OUT,
        or(
          isNull(paymentLinks.payoutDay),
          and(gte(paymentLinks.payoutDay, from), lte(paymentLinks.payoutDay, to)),
        ),
      ),
    )
    .groupBy(paymentLinks.payoutDay, transactions.currency)
    .orderBy(asc(paymentLinks.payoutDay), asc(transactions.currency));
}

function exact(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('A sum is not exact');
  return value;
}
