import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** Addresses under which a customer sees a slip without a session. Of the secret in one only its SHA-256 is kept. */
export const receiptLinks = pgTable(
  'receipt_links',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('receiptLink', 'id').notNull(),
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    secretHash: text('secret_hash').notNull(),
    madeBy: idColumn('user', 'made_by').notNull(),
    madeAt: instantColumn('made_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
    revokedBy: idColumn('user', 'revoked_by'),
    revokedAt: instantColumn('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
    uniqueIndex('receipt_links_secret').on(t.merchantId, t.secretHash),
    index('receipt_links_by_transaction').on(t.merchantId, t.transactionId, t.madeAt),
    check('receipt_link_revoked_by_somebody', sql`(revoked_by is null) = (revoked_at is null)`),
    check('receipt_link_ends', sql`expires_at > made_at`),
  ],
);
