import { pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';

/** Codes on paper that stand in for a lost second factor, each once. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: idColumn('user', 'user_id').notNull(),
    /** SHA-256 of the code, hex: a code of 120 random bits needs no stretching. */
    codeHash: text('code_hash').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    usedAt: instantColumn('used_at'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
);
