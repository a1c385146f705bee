import { sql } from 'drizzle-orm';
import { boolean, check, foreignKey, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { devices } from './devices.ts';

/** By what hour of the merchant's day a device is to be closed. A device without a row goes by the merchant's usual hour. */
export const closePlans = pgTable(
  'close_plans',
  {
    merchantId: merchantIdColumn(),
    deviceId: idColumn('device', 'device_id').notNull(),
    /** Local time, `HH:mm`; null: the merchant's usual hour. */
    hour: text('hour'),
    /** At that hour the close is asked for by itself. */
    isScheduled: boolean('is_scheduled').notNull(),
    /** Whose word the schedule is. */
    setBy: idColumn('user', 'set_by').notNull(),
    setAt: instantColumn('set_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.deviceId] }),
    foreignKey({ columns: [t.merchantId, t.deviceId], foreignColumns: [devices.merchantId, devices.id] }),
    check('plan_hour_is_of_a_day', sql`hour is null or hour ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
    // Asked every few seconds, by every worker.
    index('close_plans_scheduled').on(t.merchantId).where(sql`is_scheduled`),
  ],
);

/** The usual hour of a merchant, for devices that have none of their own. Without a row: when its next business day begins. */
export const closeHours = pgTable(
  'close_hours',
  {
    merchantId: merchantIdColumn(),
    hour: text('hour').notNull(),
    setBy: idColumn('user', 'set_by').notNull(),
    setAt: instantColumn('set_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId] }),
    check('usual_hour_is_of_a_day', sql`hour ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'`),
  ],
);
