import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { BranchId } from '#server/kernel/ids.ts';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { ROLES } from './memberships.ts';
import type { Locale } from './merchants.ts';

/**
 * Who was asked to work for a merchant, as what. Of the secret in the address they are sent only its SHA-256 is kept; there is none
 * until the letter is sent.
 */
export const invitations = pgTable(
  'invitations',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('invitation', 'id').notNull(),
    email: text('email').notNull(),
    name: text('name').notNull(),
    role: text('role', { enum: ROLES }).notNull(),
    branchIds: text('branch_ids').array().$type<BranchId[]>(),
    locale: text('locale').$type<Locale>().notNull(),
    secretHash: text('secret_hash'),
    invitedBy: idColumn('user', 'invited_by').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    /** When the letter was last sent; each time the address is another one. Null while a second administrator has not let it. */
    sentAt: instantColumn('sent_at'),
    expiresAt: instantColumn('expires_at'),
    acceptedAt: instantColumn('accepted_at'),
    acceptedBy: idColumn('user', 'accepted_by'),
    revokedAt: instantColumn('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex('invitations_secret').on(t.merchantId, t.secretHash),
    // Nobody is asked twice at a time.
    uniqueIndex('invitations_open')
      .on(t.merchantId, sql`lower(${t.email})`)
      .where(sql`accepted_at is null and revoked_at is null`),
    check(
      'invitation_branches',
      sql`branch_ids is null or (cardinality(branch_ids) > 0 and role <> 'admin')`,
    ),
    check('invitation_ends_once', sql`accepted_at is null or revoked_at is null`),
    check('invitation_accepted_by_somebody', sql`(accepted_at is null) = (accepted_by is null)`),
    check('invitation_expires', sql`expires_at > sent_at`),
    check(
      'invitation_sent_as_a_whole',
      sql`(sent_at is null) = (secret_hash is null) and (sent_at is null) = (expires_at is null)`,
    ),
  ],
);
