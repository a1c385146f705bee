import { index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** What a person may do for a merchant. */
export const ROLES = ['support', 'accountant', 'manager', 'admin'] as const;

/** What a person is to a merchant. */
export type Role = (typeof ROLES)[number];

/** Who works for which merchant, as what. */
export const memberships = pgTable(
  'memberships',
  {
    merchantId: merchantIdColumn(),
    userId: idColumn('user', 'user_id').notNull(),
    role: text('role', { enum: ROLES }).notNull(),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.userId] }),
    // The one way in that starts from the person: which merchants may I open?
    index('memberships_user').on(t.userId),
  ],
);
