import { foreignKey, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { devices } from './devices.ts';

/** The one operation a device is busy with, end of day included (INV-6): the primary key is the lock. */
export const deviceHolds = pgTable(
  'device_holds',
  {
    merchantId: merchantIdColumn(),
    deviceId: idColumn('device', 'device_id').notNull(),
    /** A transaction, an end-of-day run, or a split sale from its start to its end, under which its payments run. */
    operationId: text('operation_id').notNull(),
    heldAt: instantColumn('held_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.deviceId] }),
    foreignKey({ columns: [t.merchantId, t.deviceId], foreignColumns: [devices.merchantId, devices.id] }),
  ],
);
