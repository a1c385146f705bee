import { doublePrecision, index, pgTable, text } from 'drizzle-orm/pg-core';
import { instantColumn } from './columns.ts';

/** Wrong tries to sign in by where they came from, over all portals and whatever accounts; forgotten within hours. */
export const addressTries = pgTable(
  'address_tries',
  {
    /** HMAC of the address, or of the first half of it (IPv6). */
    address: text('address').primaryKey(),
    /** How many are not forgotten as of `countedAt`. */
    failures: doublePrecision('failures').notNull(),
    countedAt: instantColumn('counted_at').notNull(),
    /** Until then no try from there is heard. */
    waitUntil: instantColumn('wait_until'),
  },
  (t) => [index('address_tries_counted').on(t.countedAt)],
);
