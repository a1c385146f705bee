import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { currencyColumn, idColumn, instantColumn, merchantIdColumn, minorColumn } from './columns.ts';
import { ROLES } from './memberships.ts';
import { transactions } from './transactions.ts';

/** What two people decide together: one asks for it, another one lets it happen. */
export const APPROVAL_KINDS = [
  'refund',
  'limit',
  'single_manager',
  'member',
  'invitation',
  'credentials',
] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/**
 * `waiting`: somebody has to answer, or, where `runs_at` stands, it happens by itself then. `used`: it happened. `rejected` and
 * `withdrawn`: by another person and by who asked. `expired`: nobody answered in time. `overtaken`: it does not fit any more.
 */
export const APPROVAL_STATES = ['waiting', 'used', 'rejected', 'withdrawn', 'expired', 'overtaken'] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];

/**
 * A frozen wish that needs a second person (INV-17). What was asked for never changes and what has ended stays so: a trigger
 * holds it. It can become one operation at most, and none after it expired.
 */
export const approvals = pgTable(
  'approvals',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('approval', 'id').notNull(),
    kind: text('kind', { enum: APPROVAL_KINDS }).notNull(),
    /** What it is about: the id of a sale, a person, an invitation or a connection, or the name of a setting. */
    subjectId: text('subject_id').notNull(),
    /** Made when the form opens: the same key is the same wish. */
    intentKey: text('intent_key').notNull(),
    /** The wish as it was made; parsed by `server/approvals/frozen-request.ts`. */
    request: jsonb('request').notNull(),
    /** Of credentials: those that are to be used, sealed while it waits; its end leaves nothing of them. */
    sealedWaiting: text('sealed_waiting'),
    /** Of a refund: how much goes back. */
    amountMinor: minorColumn('amount_minor'),
    currency: currencyColumn(),
    /** Why, in the words of who asks. */
    reason: text('reason'),
    madeBy: idColumn('user', 'made_by').notNull(),
    madeAt: instantColumn('made_at').notNull(),
    expiresAt: instantColumn('expires_at').notNull(),
    /** When it happens without a second person, where the merchant has said that there is none. */
    runsAt: instantColumn('runs_at'),
    state: text('state', { enum: APPROVAL_STATES }).notNull(),
    /** Who answered; nobody where it was withdrawn, expired, overtaken, or happened by itself. */
    decidedBy: idColumn('user', 'decided_by'),
    answer: text('answer'),
    /** Why it was overtaken, in a word of ours. */
    obstacle: text('obstacle'),
    endedAt: instantColumn('ended_at'),
    /** The operation it became. */
    transactionId: idColumn('transaction', 'transaction_id'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
    uniqueIndex('approvals_intent').on(t.merchantId, t.intentKey),
    uniqueIndex('approvals_one_waiting').on(t.merchantId, t.kind, t.subjectId).where(sql`state = 'waiting'`),
    uniqueIndex('approvals_used_once')
      .on(t.merchantId, t.transactionId)
      .where(sql`transaction_id is not null`),
    // Few wait at a time: inbox, badge, limits, and the sweep that looks every few seconds.
    index('approvals_waiting').on(t.merchantId, t.madeAt).where(sql`state = 'waiting'`),
    index('approvals_by_time').on(t.merchantId, t.madeAt, t.id),
    index('approvals_by_subject').on(t.merchantId, t.subjectId),
    check('never_decided_by_its_maker', sql`decided_by is null or decided_by <> made_by`),
    check('approval_end_has_instant', sql`(state = 'waiting') = (ended_at is null)`),
    check(
      'used_by_a_second_person',
      sql`state <> 'used' or decided_by is not null or (runs_at is not null and ended_at >= runs_at)`,
    ),
    check(
      'secret_goes_with_its_end',
      sql`(kind = 'credentials' and state = 'waiting') = (sealed_waiting is not null)`,
    ),
    check('used_refund_is_one', sql`transaction_id is null or (kind = 'refund' and state = 'used')`),
    check(
      'refund_has_amount',
      sql`(kind = 'refund') = (amount_minor is not null) and (amount_minor is null or amount_minor > 0)`,
    ),
  ],
);

/** Whose limit one is: of everybody who has none of their own, or of a role. */
export const LIMIT_ROLES = ['everyone', ...ROLES] as const;
export type LimitRole = (typeof LIMIT_ROLES)[number];

/** How much may be given back without a second person: of one sale, and by one person in 24 hours. */
export const limits = pgTable(
  'limits',
  {
    merchantId: merchantIdColumn(),
    role: text('role', { enum: LIMIT_ROLES }).notNull(),
    currency: currencyColumn().notNull(),
    perSaleMinor: minorColumn('per_sale_minor').notNull(),
    perDayMinor: minorColumn('per_day_minor').notNull(),
    setAt: instantColumn('set_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.role, t.currency] }),
    check('limits_not_below_zero', sql`per_sale_minor >= 0 and per_day_minor >= 0`),
  ],
);

/** What a merchant has said about itself that changes who has to agree. Without a row: nothing. */
export const approvalRules = pgTable(
  'approval_rules',
  {
    merchantId: merchantIdColumn(),
    /** There is nobody else who could agree: what they would have to agree to waits and can be revoked instead. */
    isSingleManager: boolean('is_single_manager').notNull(),
    setAt: instantColumn('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId] })],
);
