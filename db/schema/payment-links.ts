import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { LOCALES } from '#server/kernel/locale.ts';
import { dayColumn, idColumn, instantColumn, merchantIdColumn, minorColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** The page of a provider's on which a sale is paid: what it asks for, what opens it, and what the provider told of it. */
export const paymentLinks = pgTable(
  'payment_links',
  {
    merchantId: merchantIdColumn(),
    /** The sale that it is the way to pay: one of each. */
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    /** The link that this one was made in the place of. */
    renewsId: idColumn('transaction', 'renews_id'),
    description: text('description').notNull(),
    /** Who pays: personal data. Parsed by `server/transactions/page-order.ts`, as the items are. */
    payer: jsonb('payer').notNull(),
    items: jsonb('items').notNull(),
    /** What the payer may choose from. */
    installmentCounts: integer('installment_counts').array().notNull(),
    language: text('language', { enum: LOCALES }).notNull(),

    /**
     * What opens the page, and its address: whoever has them can pay. Sealed; the SHA-256 of what opens it is the session of
     * the sale.
     */
    sealedPage: text('sealed_page'),
    openedAt: instantColumn('opened_at'),
    /** When nobody can begin to pay on it any more. */
    expiresAt: instantColumn('expires_at'),
    /** Until when a payment of it may still come to light. */
    watchedUntil: instantColumn('watched_until'),
    /** The provider's code of the last try that was declined; the page may be paid all the same. */
    lastDecline: text('last_decline'),
    /** Since when the provider looks into the payment for fraud; stays after that. */
    inReviewSince: instantColumn('in_review_since'),

    /** What the provider keeps and owes of the payment, in the sale's currency, as it told when it was asked. */
    commissionMinor: minorColumn('commission_minor'),
    feeMinor: minorColumn('fee_minor'),
    blockedMinor: minorColumn('blocked_minor'),
    blockedUntil: instantColumn('blocked_until'),
    payoutMinor: minorColumn('payout_minor'),
    /** The day on which that is expected, in the provider's zone; null: it did not say. */
    payoutDay: dayColumn('payout_day'),
    /** By which the provider knows each item; parsed by `server/transactions/page-order.ts`. */
    settledItems: jsonb('settled_items'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.transactionId] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
    foreignKey({
      name: 'payment_links_renews',
      columns: [t.merchantId, t.renewsId],
      foreignColumns: [t.merchantId, t.transactionId],
    }),
    // In the place of a link there is one, however often somebody clicks.
    uniqueIndex('payment_links_renewal').on(t.merchantId, t.renewsId).where(sql`renews_id is not null`),
    index('payment_links_by_time').on(t.merchantId, t.createdAt, t.transactionId),
    index('payment_links_by_payout').on(t.merchantId, t.payoutDay).where(sql`payout_minor is not null`),
    check(
      'page_is_whole',
      sql`(sealed_page is null) = (opened_at is null) and (sealed_page is null) = (expires_at is null)
        and (sealed_page is null) = (watched_until is null)`,
    ),
    check(
      'settlement_is_whole',
      sql`(payout_minor is null) = (commission_minor is null) and (payout_minor is null) = (fee_minor is null)
        and (payout_minor is null) = (blocked_minor is null) and (payout_minor is null) = (settled_items is null)`,
    ),
    check('never_renews_itself', sql`renews_id is null or renews_id <> transaction_id`),
  ],
);
