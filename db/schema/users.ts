import { sql } from 'drizzle-orm';
import { integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';
import type { Locale } from './merchants.ts';

/** A person. Not a tenant's row: one person may work for several merchants; row policies show it only to itself and its merchants. */
export const users = pgTable(
  'users',
  {
    id: idColumn('user', 'id').primaryKey(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** Argon2id in PHC format. */
    passwordHash: text('password_hash').notNull(),
    /** The hashes of the passwords before, the newest first: none of them is chosen again soon (PCI DSS 8.3.7). */
    earlierHashes: text('earlier_hashes').array().notNull().default([]),
    locale: text('locale').$type<Locale>().notNull(),
    failedSignIns: integer('failed_sign_ins').notNull().default(0),
    lockedUntil: instantColumn('locked_until'),
    disabledAt: instantColumn('disabled_at'),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [uniqueIndex('users_email').on(sql`lower(${t.email})`)],
);
