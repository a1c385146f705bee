import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** `daily`: of the day before; `weekly`: on Mondays, of the seven days before; `monthly`: on the first, of the month before. */
export const CADENCES = ['daily', 'weekly', 'monthly'] as const;
export type Cadence = (typeof CADENCES)[number];

/** A file that is made again and again; its maker is told by mail when there is a new one. */
export const exportSchedules = pgTable(
  'export_schedules',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('exportSchedule', 'id').notNull(),
    createdBy: idColumn('user', 'created_by').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    name: text('name').notNull(),
    /** What is to be in each file, without its days; parsed by `server/exports/schedule-wish.ts`. */
    wish: jsonb('wish').notNull(),
    cadence: text('cadence', { enum: CADENCES }).notNull(),
    /** Of the merchant's zone. */
    hour: integer('hour').notNull(),
    /** When the next file is due; null: it was stopped, because its maker may not export any more. */
    nextAt: instantColumn('next_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index('export_schedules_due').on(t.merchantId, t.nextAt).where(sql`next_at is not null`),
    check('hour_of_day', sql`hour >= 0 and hour <= 23`),
  ],
);
