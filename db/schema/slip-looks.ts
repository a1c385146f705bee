import { integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';

/** What a merchant puts on its own slips: a picture above, and lines below. One row, the newest. */
export const slipLooks = pgTable('slip_looks', {
  merchantId: idColumn('merchant', 'merchant_id').primaryKey(),
  /** A PNG of black and white dots in base64, drawn by us; null for none. */
  logo: text('logo'),
  logoWidth: integer('logo_width'),
  logoHeight: integer('logo_height'),
  /** Parsed by `server/receipts/slip-look.ts`. */
  footer: jsonb('footer').notNull(),
  changedBy: idColumn('user', 'changed_by').notNull(),
  changedAt: instantColumn('changed_at').notNull(),
});
