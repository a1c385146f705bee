import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { TransactionId } from '#server/kernel/ids.ts';
import {
  currencyColumn,
  dayColumn,
  idColumn,
  instantColumn,
  merchantIdColumn,
  minorColumn,
} from './columns.ts';
import { eodRuns } from './end-of-day.ts';

/**
 * `open`: somebody has to find out. `explained`: the cause is known. `accepted`: it is not, and is borne. `after_signing`: its
 * day was signed before anybody could know of it, and has to be reopened first. `withdrawn`: the statements that said so count
 * no more, or say something else.
 */
export const VARIANCE_STATES = ['open', 'explained', 'accepted', 'after_signing', 'withdrawn'] as const;
export type VarianceState = (typeof VARIANCE_STATES)[number];

/**
 * `sum`: the two sides of a report differ in an acquirer and currency. `payment`: they differ in one payment. `late`: an
 * approval that belongs to a report written before it came. `statement`: what an acquirer's statement says of a report differs
 * from our books.
 */
export const VARIANCE_KINDS = ['sum', 'payment', 'late', 'statement'] as const;
export type VarianceKind = (typeof VARIANCE_KINDS)[number];

/** Why two sides differ, as far as our books can tell; `other` is for a person's own words. */
export const CAUSES = [
  'late_arrival',
  'wrong_batch',
  'unknown_outcome',
  'void_one_side',
  'duplicate',
  'missing',
  'other',
] as const;
export type Cause = (typeof CAUSES)[number];

/** A difference somebody has to account for, from the commit that found it until it is explained or accepted. */
export const variances = pgTable(
  'variances',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('variance', 'id').notNull(),
    /** The report it is about. */
    runId: idColumn('endOfDayRun', 'run_id').notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    /** The day it is booked on: of the report, or, of what came late, the day it came. */
    businessDate: dayColumn('business_date').notNull(),
    kind: text('kind', { enum: VARIANCE_KINDS }).notNull(),
    /** Acquirer or card brand, as in the report; empty where neither is told. */
    acquirerId: text('acquirer_id').notNull(),
    acquirerName: text('acquirer_name'),
    currency: currencyColumn().notNull(),
    /** Null: that side says nothing of it. */
    oursMinor: minorColumn('ours_minor'),
    theirsMinor: minorColumn('theirs_minor'),
    /** theirs − ours */
    differenceMinor: minorColumn('difference_minor').notNull(),
    providerPaymentId: text('provider_payment_id'),
    /** What came late, or our side of a payment. */
    transactionId: idColumn('transaction', 'transaction_id'),
    openedAt: instantColumn('opened_at').notNull(),
    ownerId: idColumn('user', 'owner_id'),
    dueDate: dayColumn('due_date'),
    state: text('state', { enum: VARIANCE_STATES }).notNull(),
    /** What a person found to be the cause, of which transactions, and in their words why. */
    cause: text('cause', { enum: CAUSES }),
    causedBy: text('caused_by').array().$type<TransactionId[]>().notNull().default([]),
    reason: text('reason'),
    closedBy: idColumn('user', 'closed_by'),
    closedAt: instantColumn('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({ columns: [t.merchantId, t.runId], foreignColumns: [eodRuns.merchantId, eodRuns.id] }),
    // One operation comes late once.
    uniqueIndex('variances_one_late').on(t.merchantId, t.transactionId).where(sql`kind = 'late'`),
    // A report differs from what the statements say of an acquirer and currency once at a time.
    uniqueIndex('variances_one_statement')
      .on(t.merchantId, t.runId, t.acquirerId, t.currency)
      .where(sql`kind = 'statement' and state in ('open', 'after_signing')`),
    index('variances_by_run').on(t.merchantId, t.runId),
    index('variances_by_day').on(t.merchantId, t.deviceId, t.businessDate),
    index('variances_open').on(t.merchantId, t.openedAt, t.id).where(sql`state = 'open'`),
    index('variances_by_opening').on(t.merchantId, t.openedAt, t.id),
    check(
      'variance_end_is_whole',
      sql`(state in ('open', 'after_signing')) = (closed_at is null) and (closed_at is null) = (closed_by is null)
      and (closed_at is null) = (reason is null)`,
    ),
    check('explained_has_cause', sql`state <> 'explained' or cause is not null`),
  ],
);

/** What was done about a variance, by whom: append-only. */
export const VARIANCE_STEPS = [
  'noted',
  'assigned',
  'due',
  'explained',
  'accepted',
  'reopened',
  'withdrawn',
] as const;
export type VarianceStep = (typeof VARIANCE_STEPS)[number];

/** The history of a variance. */
export const varianceSteps = pgTable(
  'variance_steps',
  {
    merchantId: merchantIdColumn(),
    varianceId: idColumn('variance', 'variance_id').notNull(),
    place: integer('place').notNull(),
    step: text('step', { enum: VARIANCE_STEPS }).notNull(),
    /** A note, a reason, a name or a day. */
    text: text('text').notNull(),
    actorId: idColumn('user', 'actor_id').notNull(),
    at: instantColumn('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.varianceId, t.place] }),
    foreignKey({
      columns: [t.merchantId, t.varianceId],
      foreignColumns: [variances.merchantId, variances.id],
    }),
  ],
);
