import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { SplitSaleId, TransactionId } from '#server/kernel/ids.ts';
import { batches } from './batches.ts';
import {
  currencyColumn,
  dayColumn,
  idColumn,
  instantColumn,
  merchantIdColumn,
  minorColumn,
} from './columns.ts';

/**
 * `blocked` and `failed` leave the batch open; `unknown` holds the device until the close is explained. `awaiting_totals`:
 * the bank closed the batch by itself and our book of it is closed; its figures are still to come.
 */
export const RUN_STATES = [
  'requested',
  'closing',
  'unknown',
  'awaiting_totals',
  'closed',
  'blocked',
  'failed',
] as const;

/** Where a run is between its request and its end. */
export type RunState = (typeof RUN_STATES)[number];

/** One try to close the batch of a device and match it. */
export const eodRuns = pgTable(
  'eod_runs',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('endOfDayRun', 'id').notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    batchId: idColumn('batch', 'batch_id').notNull(),
    businessDate: dayColumn('business_date').notNull(),
    state: text('state', { enum: RUN_STATES }).notNull(),
    /** Open operations and unfinished split sales that keep a blocked run from closing. */
    blockedBy: text('blocked_by').array().$type<(TransactionId | SplitSaleId)[]>().notNull().default([]),
    outcomeReason: text('outcome_reason'),
    outcomeCode: text('outcome_code'),
    outcomeText: text('outcome_text'),
    isMatched: boolean('is_matched'),
    /** Of a run that the schedule asked for: whose word the schedule is. */
    requestedBy: idColumn('user', 'requested_by').notNull(),
    /** The hour at which the schedule asked for it; null where a person did. */
    scheduledFor: instantColumn('scheduled_for'),
    requestedAt: instantColumn('requested_at').notNull(),
    workerKey: bigint('worker_key', { mode: 'number' }),
    sentAt: instantColumn('sent_at'),
    endedAt: instantColumn('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({ columns: [t.merchantId, t.batchId], foreignColumns: [batches.merchantId, batches.id] }),
    // A batch is closed once: asking again while a run is alive returns that run.
    uniqueIndex('eod_runs_one_per_batch')
      .on(t.merchantId, t.batchId)
      .where(sql`state not in ('blocked', 'failed')`),
    // The schedule asks once for each hour, however many workers see it come.
    uniqueIndex('eod_runs_once_per_hour')
      .on(t.merchantId, t.deviceId, t.scheduledFor)
      .where(sql`scheduled_for is not null`),
    index('eod_runs_by_time').on(t.merchantId, t.requestedAt, t.id),
    index('eod_runs_by_day').on(t.merchantId, t.deviceId, t.businessDate),
    index('eod_runs_alive')
      .on(t.merchantId, t.state)
      .where(sql`state in ('requested', 'closing', 'unknown', 'awaiting_totals')`),
  ],
);

/**
 * The report of a closed run: written once, numbered per device without gaps, and linked to the report before it. The database
 * refuses one that follows none.
 */
export const eodReports = pgTable(
  'eod_reports',
  {
    merchantId: merchantIdColumn(),
    runId: idColumn('endOfDayRun', 'run_id').notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    number: integer('number').notNull(),
    /** Parsed by `server/end-of-day/report.ts`. */
    content: jsonb('content').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    /** Hash of the report of this device before it; zeros for the first. */
    previousHash: text('previous_hash').notNull(),
    /** SHA-256, hex, of the report as a document (`server/end-of-day/report-document.ts`), which holds the hash before it. */
    hash: text('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.runId] }),
    unique('eod_reports_number').on(t.merchantId, t.deviceId, t.number),
    foreignKey({ columns: [t.merchantId, t.runId], foreignColumns: [eodRuns.merchantId, eodRuns.id] }),
  ],
);

/**
 * One acquirer's figures of a run, ours beside the terminal's or, where the bank closed, the bank's. Per card type where the
 * bank's figures are (as in `batch_totals`). A count the bank did not tell is 0; the report says so.
 */
export const eodLines = pgTable(
  'eod_lines',
  {
    merchantId: merchantIdColumn(),
    runId: idColumn('endOfDayRun', 'run_id').notNull(),
    acquirerId: text('acquirer_id').notNull(),
    currency: currencyColumn().notNull(),
    side: text('side', { enum: ['ours', 'terminal'] }).notNull(),
    acquirerName: text('acquirer_name'),
    count: integer('count').notNull(),
    amountMinor: minorColumn('amount_minor').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.runId, t.acquirerId, t.currency, t.side] }),
    // What a bank was last called.
    index('eod_lines_naming_acquirer')
      .on(t.merchantId, t.acquirerId, t.runId)
      .where(sql`acquirer_name is not null`),
    foreignKey({ columns: [t.merchantId, t.runId], foreignColumns: [eodRuns.merchantId, eodRuns.id] }),
  ],
);
