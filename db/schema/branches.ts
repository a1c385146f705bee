import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import type { Locale } from './merchants.ts';

/** A shop of a merchant. */
export const branches = pgTable(
  'branches',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('branch', 'id').notNull(),
    name: text('name').notNull(),
    address: text('address').notNull(),
    city: text('city').notNull(),
    /** The language its terminals speak to customers; null: the merchant's. */
    locale: text('locale').$type<Locale>(),
    /** No device is put there since then. */
    retiredAt: instantColumn('retired_at'),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.id] })],
);
