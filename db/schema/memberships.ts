import { sql } from 'drizzle-orm';
import { check, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { BranchId } from '#server/kernel/ids.ts';
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
    /** The branches a person sees and works in; null: all of them. */
    branchIds: text('branch_ids').array().$type<BranchId[]>(),
    /** Shut out of this merchant since then, and of no other. */
    disabledAt: instantColumn('disabled_at'),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.userId] }),
    check(
      'membership_branches',
      sql`branch_ids is null or (cardinality(branch_ids) > 0 and role <> 'admin')`,
    ),
    // The one way in that starts from the person: which merchants may I open?
    index('memberships_user').on(t.userId),
  ],
);
