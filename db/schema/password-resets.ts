import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';

/** Letters in which somebody may choose a new password. A person's rows, not a tenant's; of the secret only its SHA-256. */
export const passwordResets = pgTable(
  'password_resets',
  {
    secretHash: text('secret_hash').primaryKey(),
    userId: idColumn('user', 'user_id').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (t) => [index('password_resets_user').on(t.userId)],
);
