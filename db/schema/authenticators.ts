import { sql } from 'drizzle-orm';
import { bigint, check, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn } from './columns.ts';

/** What proves a person beside the password: codes that follow the time (RFC 6238), or a key that signs (WebAuthn). */
export const FACTOR_KINDS = ['totp', 'passkey'] as const;

/** One of them. */
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** The second factors of people. A person's rows, like its sessions: one person may work for several merchants. */
export const authenticators = pgTable(
  'authenticators',
  {
    userId: idColumn('user', 'user_id').notNull(),
    id: idColumn('authenticator', 'id').notNull(),
    kind: text('kind', { enum: FACTOR_KINDS }).notNull(),
    /** What its owner calls it. */
    label: text('label').notNull(),
    /** The secret of the codes, sealed to its owner and row. */
    sealedSecret: text('sealed_secret'),
    /** The step of time whose code was used last; codes of it and of earlier ones are worth nothing any more. */
    lastStep: bigint('last_step', { mode: 'number' }),
    /** A passkey’s name, base64url. */
    credentialId: text('credential_id'),
    /** A passkey’s public key in COSE, base64url. */
    publicKey: text('public_key'),
    /** How often a passkey says it has signed; 0 where it does not count. */
    signCount: bigint('sign_count', { mode: 'number' }),
    /** How browsers may reach it. */
    transports: jsonb('transports').$type<string[]>(),
    createdAt: instantColumn('created_at').notNull(),
    lastUsedAt: instantColumn('last_used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    uniqueIndex('authenticators_credential').on(t.credentialId),
    check(
      'authenticator_whole',
      sql`case kind when 'totp' then sealed_secret is not null and credential_id is null
        else sealed_secret is null and credential_id is not null and public_key is not null and sign_count is not null end`,
    ),
  ],
);
