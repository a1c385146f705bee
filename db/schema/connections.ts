import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { PROVIDERS } from '#server/kernel/providers.ts';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** Where money is real and where it is play. */
export type Environment = 'live' | 'sandbox';

/** A merchant's account with a provider. Credentials and login are sealed; only the provider's adapter knows their shape. */
export const connections = pgTable(
  'connections',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('connection', 'id').notNull(),
    provider: text('provider', { enum: PROVIDERS }).notNull(),
    environment: text('environment', { enum: ['live', 'sandbox'] }).notNull(),
    label: text('label').notNull(),
    baseUrl: text('base_url').notNull(),
    /** Choices that are not secret, parsed by the adapter (iyzico: the fiscal model). */
    settings: jsonb('settings').notNull(),
    sealedCredentials: text('sealed_credentials').notNull(),
    /** When others took their place; null: they are those it was added with. */
    credentialsSetAt: instantColumn('credentials_set_at'),
    sealedSession: text('sealed_session'),
    sessionExpiresAt: instantColumn('session_expires_at'),
    lastUsedAt: instantColumn('last_used_at'),
    /** Who is signing in at the moment, and until when nobody else may; without a holder, how long everybody rests. */
    loginLeaseId: text('login_lease_id'),
    loginLeaseUntil: instantColumn('login_lease_until'),
    /** When the provider refused the credentials; null once it has accepted them again. */
    lastRefusedAt: instantColumn('last_refused_at'),
    /** The provider's clock minus ours, from its latest answer that told. */
    clockOffsetMs: integer('clock_offset_ms'),
    /** SHA-256 of the secret in the one address its provider sends every result to, where it takes no other. */
    staticCallbackHash: text('static_callback_hash'),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex('connections_callback')
      .on(t.merchantId, t.staticCallbackHash)
      .where(sql`static_callback_hash is not null`),
  ],
);
