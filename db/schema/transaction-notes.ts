import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** What people wrote about an operation; append-only. Card numbers are taken out before it gets here (INV-19). */
export const transactionNotes = pgTable(
  'transaction_notes',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('note', 'id').notNull(),
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    text: text('text').notNull(),
    writtenBy: idColumn('user', 'written_by').notNull(),
    writtenAt: instantColumn('written_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
    index('transaction_notes_by_transaction').on(t.merchantId, t.transactionId, t.writtenAt, t.id),
    check('note_length', sql`char_length(text) between 1 and 1000`),
  ],
);
