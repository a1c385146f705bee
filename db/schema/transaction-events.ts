import { foreignKey, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** What happened to a transaction, in order; append-only. */
export const transactionEvents = pgTable(
  'transaction_events',
  {
    merchantId: merchantIdColumn(),
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    sequence: integer('sequence').notNull(),
    at: instantColumn('at').notNull(),
    /** Parsed by `server/transactions/timeline.ts`. */
    kind: text('kind').notNull(),
    data: jsonb('data').notNull(),
    actorId: idColumn('user', 'actor_id'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.transactionId, t.sequence] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
  ],
);
