import { pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';

/** Who somebody is at a provider of single sign-on. A person's rows, one for each provider. */
export const identities = pgTable(
  'identities',
  {
    userId: idColumn('user', 'user_id').notNull(),
    /** The provider's name for itself (`iss`). */
    issuer: text('issuer').notNull(),
    /** The provider's name for the person (`sub`), which it never gives to anybody else. */
    subject: text('subject').notNull(),
    linkedAt: instantColumn('linked_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.issuer] }),
    uniqueIndex('identities_subject').on(t.issuer, t.subject),
  ],
);
