import { pgTable, text, unique } from 'drizzle-orm/pg-core';
import { currencyColumn, idColumn, instantColumn } from './columns.ts';

/** Languages of the interface. */
export type Locale = 'tr' | 'en' | 'fr';

/** A merchant: the tenant. Its address is what a slip prints on top. */
export const merchants = pgTable(
  'merchants',
  {
    id: idColumn('merchant', 'id').primaryKey(),
    slug: text('slug').notNull(),
    name: text('name').notNull(),
    legalName: text('legal_name').notNull(),
    taxNumber: text('tax_number').notNull(),
    country: text('country').notNull(),
    timeZone: text('time_zone').notNull(),
    /** Local time at which the next business day begins, `HH:mm`. */
    cutOff: text('cut_off').notNull(),
    currency: currencyColumn().notNull(),
    locale: text('locale').$type<Locale>().notNull(),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [unique('merchants_slug').on(t.slug)],
);
