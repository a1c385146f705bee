import { foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** How a slip leaves on paper: by the browser's dialog on a roll or a sheet, or straight to a receipt printer. */
export const PRINT_FORMS = ['print_80mm', 'print_58mm', 'print_a4', 'direct_80mm', 'direct_58mm'] as const;
export type PrintForm = (typeof PRINT_FORMS)[number];

/** Each time a slip left on paper: the second and later ones are duplicates and say so (D14). */
export const receiptPrints = pgTable(
  'receipt_prints',
  {
    merchantId: merchantIdColumn(),
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    number: integer('number').notNull(),
    form: text('form', { enum: PRINT_FORMS }).notNull(),
    printedBy: idColumn('user', 'printed_by').notNull(),
    printedAt: instantColumn('printed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.transactionId, t.number] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
  ],
);
