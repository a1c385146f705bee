import { sql } from 'drizzle-orm';
import { boolean, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** A filter of the list of transactions under a name: one person's own, or everybody's of the merchant. */
export const savedViews = pgTable(
  'saved_views',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('view', 'id').notNull(),
    /** Whose it is; of a shared one, who saved it last. */
    userId: idColumn('user', 'user_id').notNull(),
    isShared: boolean('is_shared').notNull(),
    name: text('name').notNull(),
    /** The query part of the list's address. Ids and words of a filter, never a place in the list. */
    query: text('query').notNull(),
    savedAt: instantColumn('saved_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    // A name is one view: saving under it again replaces it.
    uniqueIndex('saved_views_own').on(t.merchantId, t.userId, t.name).where(sql`not is_shared`),
    uniqueIndex('saved_views_shared').on(t.merchantId, t.name).where(sql`is_shared`),
  ],
);
