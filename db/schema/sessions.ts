import { index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';

/** What comes before the second factor: the password, or the word of a provider of single sign-on. */
export const SESSION_WAYS = ['password', 'sso'] as const;

/** A signed-in browser. The token carries the secret, the row only its hash; deleting the row ends the session at once. */
export const sessions = pgTable(
  'sessions',
  {
    /** SHA-256 of the session secret, hex. */
    secretHash: text('secret_hash').primaryKey(),
    /** By which a person names one of their own; opens nothing. */
    id: idColumn('session', 'id').notNull(),
    userId: idColumn('user', 'user_id').notNull(),
    /** When the second factor was given last; null: only the password was, and nothing opens but the pages that ask for it. */
    factorAt: instantColumn('factor_at'),
    /** When a person without any second factor set one up here, whose recovery codes are still to be put away. */
    setUpAt: instantColumn('set_up_at'),
    /** What a passkey is to sign next, once, and since when. */
    challenge: text('challenge'),
    challengeAt: instantColumn('challenge_at'),
    /** What it was begun with. */
    via: text('via', { enum: SESSION_WAYS }).notNull().default('password'),
    /** Who the person is at the provider, when the second factor is to link the two. */
    linkIssuer: text('link_issuer'),
    linkSubject: text('link_subject'),
    /** What the browser calls itself, as far as it is kept. */
    browser: text('browser'),
    createdAt: instantColumn('created_at').notNull(),
    /** Last act of the person; background reads do not count. */
    lastSeenAt: instantColumn('last_seen_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId), uniqueIndex('sessions_id').on(t.id)],
);
