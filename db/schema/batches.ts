import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { dayColumn, idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { devices } from './devices.ts';

/**
 * `closing_unknown`: the close was sent and its answer is lost; nothing may enter or leave until that is answered. `ended`:
 * the bank has closed it by itself; only late results of its own time still enter until our book of it is closed.
 */
export const BATCH_STATES = ['open', 'closing', 'closing_unknown', 'ended', 'closed'] as const;

/** Where a batch is between opening and close. */
export type BatchState = (typeof BATCH_STATES)[number];

/** Approved operations of one device between two closes. */
export const batches = pgTable(
  'batches',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('batch', 'id').notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    /** The provider's number, known from the first answer that carries it. Text: leading zeros matter. */
    number: text('number'),
    state: text('state', { enum: BATCH_STATES }).notNull(),
    openedAt: instantColumn('opened_at').notNull(),
    closedAt: instantColumn('closed_at'),
    /** The bank's day it belongs to, where the bank closes it at a cut-off of its own. */
    bankDate: dayColumn('bank_date'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({ columns: [t.merchantId, t.deviceId], foreignColumns: [devices.merchantId, devices.id] }),
    // A device has one batch that goes on; the rule is the index.
    uniqueIndex('batches_one_open').on(t.merchantId, t.deviceId).where(sql`state not in ('ended', 'closed')`),
    // Few at a time: those whose book is still to be closed.
    index('batches_ended').on(t.merchantId, t.deviceId, t.openedAt).where(sql`state = 'ended'`),
    // The list of batches, newest first, by device or by merchant.
    index('batches_by_opening').on(t.merchantId, t.openedAt, t.id),
    index('batches_by_device').on(t.merchantId, t.deviceId, t.openedAt, t.id),
    // What stands on a slip.
    index('batches_by_number').on(t.merchantId, t.number, t.openedAt).where(sql`number is not null`),
  ],
);
