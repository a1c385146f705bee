import { sql } from 'drizzle-orm';
import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { currencyColumn, instantColumn, merchantIdColumn, minorColumn } from './columns.ts';

/** What a merchant sold before, offered again while a line is typed. */
export const items = pgTable(
  'items',
  {
    merchantId: merchantIdColumn(),
    /** As typed; the same name in other letters is the same item. */
    name: text('name').notNull(),
    currency: currencyColumn().notNull(),
    unitCode: text('unit_code').notNull(),
    vatRate: text('vat_rate', { enum: ['0', '1', '10', '20'] }).notNull(),
    unitPriceMinor: minorColumn('unit_price_minor').notNull(),
    lastSoldAt: instantColumn('last_sold_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.name, t.currency] }),
    index('items_by_last_sale').on(t.merchantId, t.lastSoldAt),
    check('item_price_above_zero', sql`unit_price_minor > 0`),
  ],
);
