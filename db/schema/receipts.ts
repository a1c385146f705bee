import { foreignKey, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** Whose copy a slip is. */
export const SLIP_COPIES = ['customer', 'merchant'] as const;
export type SlipCopyKind = (typeof SLIP_COPIES)[number];

/** Slips as a terminal itself printed them; what it sent as raw text stays sealed in the inbox. Written once. */
export const receipts = pgTable(
  'receipts',
  {
    merchantId: merchantIdColumn(),
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    copy: text('copy', { enum: SLIP_COPIES }).notNull(),
    /** Parsed by `server/receipts/receipt-schema.ts`. */
    content: jsonb('content').notNull(),
    parserVersion: integer('parser_version').notNull(),
    receivedAt: instantColumn('received_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.transactionId, t.copy] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
  ],
);
