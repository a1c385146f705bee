import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { PROVIDERS } from '#server/kernel/providers.ts';
import {
  currencyColumn,
  dayColumn,
  idColumn,
  instantColumn,
  merchantIdColumn,
  minorColumn,
} from './columns.ts';
import { devices } from './devices.ts';

/**
 * `requested`: not sent yet. `starting`: the start is on the wire. `open`: parts may be paid. `completion_requested` and
 * `completing`: the same for the completion, `completion_unknown`: its answer is lost. `giving_up`: what was taken is
 * being voided. `failed`: nothing was ever taken. The last three are final.
 */
export const SPLIT_SALE_STATES = [
  'requested',
  'starting',
  'open',
  'completion_requested',
  'completing',
  'completion_unknown',
  'giving_up',
  'completed',
  'given_up',
  'failed',
] as const;

/** Where a split sale is between its start and its end. */
export type SplitSaleState = (typeof SPLIT_SALE_STATES)[number];

/** One sale that several payments pay (partial payment): each of them is a transaction of its own. */
export const splitSales = pgTable(
  'split_sales',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('splitSale', 'id').notNull(),
    state: text('state', { enum: SPLIT_SALE_STATES }).notNull(),
    flags: text('flags', { enum: ['contradiction'] })
      .array()
      .notNull()
      .default([]),
    environment: text('environment', { enum: ['live', 'sandbox'] }).notNull(),
    provider: text('provider', { enum: PROVIDERS }).notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    branchId: idColumn('branch', 'branch_id').notNull(),
    intentKey: text('intent_key').notNull(),
    intentHash: text('intent_hash').notNull(),
    /** Ours, on the wire of the start and the completion; unique for ever (INV-4). */
    reference: text('reference').notNull(),
    amountMinor: minorColumn('amount_minor').notNull(),
    currency: currencyColumn().notNull(),
    paymentType: text('payment_type', { enum: ['card', 'cash'] })
      .notNull()
      .default('card'),
    /** Parsed by `server/transactions/lines.ts`. */
    lines: jsonb('lines').notNull(),
    /** Parsed by `server/transactions/fiscal.ts`. */
    fiscal: jsonb('fiscal'),
    /** The device's number for the open sale; needed to add to it and to complete it. */
    saleNumber: text('sale_number'),
    /** Approved payments, and payments that run or whose end is open. */
    paidMinor: minorColumn('paid_minor').notNull().default(0),
    reservedMinor: minorColumn('reserved_minor').notNull().default(0),
    createdBy: idColumn('user', 'created_by').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    businessDate: dayColumn('business_date').notNull(),
    workerKey: bigint('worker_key', { mode: 'number' }),
    sentAt: instantColumn('sent_at'),
    unknownSince: instantColumn('unknown_since'),
    nextQueryAt: instantColumn('next_query_at'),
    queryCount: integer('query_count').notNull().default(0),
    firstNotFoundAt: instantColumn('first_not_found_at'),
    outcomeReason: text('outcome_reason'),
    outcomeCode: text('outcome_code'),
    outcomeText: text('outcome_text'),
    endedAt: instantColumn('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({ columns: [t.merchantId, t.deviceId], foreignColumns: [devices.merchantId, devices.id] }),
    unique('split_sales_intent').on(t.merchantId, t.intentKey),
    unique('split_sales_reference').on(t.merchantId, t.provider, t.environment, t.reference),
    index('split_sales_by_time').on(t.merchantId, t.createdAt, t.id),
    index('split_sales_open')
      .on(t.merchantId, t.deviceId, t.createdAt)
      .where(sql`state not in ('completed', 'given_up', 'failed')`),
    check('split_amount_above_zero', sql`amount_minor > 0`),
    // INV-18: never more than the sale, and complete only to the last minor unit. What was taken past that all the same,
    // because its proof came late, is written and flagged (INV-7).
    check(
      'payments_within_split_sale',
      sql`paid_minor >= 0 and reserved_minor >= 0
        and (paid_minor + reserved_minor <= amount_minor or 'contradiction' = any (flags))`,
    ),
    check(
      'completed_when_paid',
      sql`state not in ('completion_requested', 'completing', 'completion_unknown', 'completed')
        or (paid_minor = amount_minor and reserved_minor = 0) or 'contradiction' = any (flags)`,
    ),
    check(
      'split_end_has_instant',
      sql`(state in ('completed', 'given_up', 'failed')) = (ended_at is not null)`,
    ),
    check('split_open_has_number', sql`state not in ('open', 'completed') or sale_number is not null`),
  ],
);
