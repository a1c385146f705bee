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
import { dayColumn, idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { devices } from './devices.ts';
import { eodRuns } from './end-of-day.ts';

/**
 * `reviewed`: one person stands for the report. `queried`: somebody asks about it. `approved`: another person agrees with the
 * review. `reopened`: its day was, and it is to be signed anew.
 */
export const SIGN_OFF_STEPS = ['reviewed', 'queried', 'approved', 'reopened'] as const;
export type SignOffStep = (typeof SIGN_OFF_STEPS)[number];

/** Who signed what of a report, in order: append-only. The database takes an approval after another person's review alone. */
export const signOffs = pgTable(
  'sign_offs',
  {
    merchantId: merchantIdColumn(),
    runId: idColumn('endOfDayRun', 'run_id').notNull(),
    place: integer('place').notNull(),
    step: text('step', { enum: SIGN_OFF_STEPS }).notNull(),
    comment: text('comment'),
    actorId: idColumn('user', 'actor_id').notNull(),
    at: instantColumn('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.runId, t.place] }),
    foreignKey({
      columns: [t.merchantId, t.runId],
      foreignColumns: [eodRuns.merchantId, eodRuns.id],
    }),
  ],
);

/**
 * A business day of a device whose reports are all approved. While it is, no approved operation enters or leaves it and
 * none of its variances changes. It is reopened by two people, and signed again in another round.
 */
export const signedDays = pgTable(
  'signed_days',
  {
    merchantId: merchantIdColumn(),
    deviceId: idColumn('device', 'device_id').notNull(),
    businessDate: dayColumn('business_date').notNull(),
    round: integer('round').notNull(),
    signedBy: idColumn('user', 'signed_by').notNull(),
    signedAt: instantColumn('signed_at').notNull(),
    /** Who wishes to open it again, and why; empty again when somebody says no. */
    askedBy: idColumn('user', 'asked_by'),
    askedAt: instantColumn('asked_at'),
    reason: text('reason'),
    reopenedBy: idColumn('user', 'reopened_by'),
    reopenedAt: instantColumn('reopened_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.deviceId, t.businessDate, t.round] }),
    foreignKey({ columns: [t.merchantId, t.deviceId], foreignColumns: [devices.merchantId, devices.id] }),
    uniqueIndex('signed_days_one')
      .on(t.merchantId, t.deviceId, t.businessDate)
      .where(sql`reopened_at is null`),
    index('signed_days_asked')
      .on(t.merchantId, t.askedAt)
      .where(sql`asked_at is not null and reopened_at is null`),
    check(
      'asked_is_whole',
      sql`(asked_at is null) = (asked_by is null) and (asked_at is null) = (reason is null)`,
    ),
    check(
      'reopened_is_whole',
      sql`(reopened_at is null) = (reopened_by is null) and (reopened_at is null or asked_at is not null)`,
    ),
    check('never_reopened_by_who_asks', sql`reopened_by is null or reopened_by <> asked_by`),
  ],
);
