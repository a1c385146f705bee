import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, merchantIdColumn } from './columns.ts';

/** A shop of a merchant. */
export const branches = pgTable(
  'branches',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('branch', 'id').notNull(),
    name: text('name').notNull(),
    address: text('address').notNull(),
    city: text('city').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.id] })],
);
