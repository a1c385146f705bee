import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { PROVIDERS } from '#server/kernel/providers.ts';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/**
 * `received`: stored and answered, not looked at yet. `applied`: it moved something. `ignored`: it told nothing new.
 * `mismatched`: it is not about what its secret opens. `unreadable`: nothing in it can be understood. `failed`: we could not
 * apply it, and try again.
 */
export const INBOX_STATES = ['received', 'applied', 'ignored', 'mismatched', 'unreadable', 'failed'] as const;
export type InboxState = (typeof INBOX_STATES)[number];

/** Each callback as it came, stored before anybody interprets it; a copy only counts. */
export const inbox = pgTable(
  'inbox',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('callback', 'id').notNull(),
    provider: text('provider', { enum: PROVIDERS }).notNull(),
    /** The operation that its secret opens, or the connection whose fixed address it came to. */
    sourceId: text('source_id').notNull(),
    /** The operation it turned out to be about. */
    transactionId: idColumn('transaction', 'transaction_id'),
    /** SHA-256 of everything that makes two deliveries the same. */
    contentHash: text('content_hash').notNull(),
    /** Method, headers without cookies, query, address and body, sealed: a slip may carry what nobody may keep in clear. */
    sealedContent: text('sealed_content').notNull(),
    bytes: integer('bytes').notNull(),
    /**
     * The one of the two addresses that was hit, which proves nothing; or that a payer's browser came back from a page, or its
     * provider sent a notice of one.
     */
    claims: text('claims', { enum: ['success', 'failure', 'return', 'notice'] }).notNull(),
    state: text('state', { enum: INBOX_STATES }).notNull(),
    /** Why it ended so, in a word of ours. */
    reason: text('reason'),
    deliveries: integer('deliveries').notNull().default(1),
    receivedAt: instantColumn('received_at').notNull(),
    lastReceivedAt: instantColumn('last_received_at').notNull(),
    settledAt: instantColumn('settled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    // One piece of evidence has one effect, however often it comes (INV-9).
    uniqueIndex('inbox_content').on(t.merchantId, t.sourceId, t.contentHash),
    index('inbox_by_transaction')
      .on(t.merchantId, t.transactionId, t.receivedAt)
      .where(sql`transaction_id is not null`),
    index('inbox_by_time').on(t.merchantId, t.receivedAt, t.id),
    index('inbox_open').on(t.merchantId, t.receivedAt).where(sql`state in ('received', 'failed')`),
  ],
);
