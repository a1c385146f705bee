import { foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** How a slip leaves other than on paper: as a file, in a file of its whole batch, by a link, or by mail. */
export const COPY_FORMS = ['pdf', 'png', 'escpos', 'text', 'batch_pdf', 'batch_zip', 'link', 'mail'] as const;
export type CopyForm = (typeof COPY_FORMS)[number];

/** Each time a slip left other than on paper, as what it was; all of these say that they are duplicates. */
export const receiptCopies = pgTable(
  'receipt_copies',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('copy', 'id').notNull(),
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    form: text('form', { enum: COPY_FORMS }).notNull(),
    madeBy: idColumn('user', 'made_by').notNull(),
    madeAt: instantColumn('made_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
    index('receipt_copies_by_transaction').on(t.merchantId, t.transactionId, t.madeAt, t.id),
  ],
);
