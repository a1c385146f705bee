import { index, pgTable, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';

/** A signed-in browser. The token carries the secret, the row only its hash; deleting the row ends the session at once. */
export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the session secret, hex. */
    secretHash: text('secret_hash').primaryKey(),
    userId: idColumn('user', 'user_id').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    /** Last act of the person; background reads do not count. */
    lastSeenAt: instantColumn('last_seen_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
);
