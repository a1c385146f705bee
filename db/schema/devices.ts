import { boolean, foreignKey, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import { branches } from './branches.ts';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { connections } from './connections.ts';

/** A card terminal. */
export const devices = pgTable(
  'devices',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('device', 'id').notNull(),
    connectionId: idColumn('connection', 'connection_id').notNull(),
    branchId: idColumn('branch', 'branch_id').notNull(),
    /** The provider's id of the device; stays inside the provider's wire. */
    providerDeviceId: text('provider_device_id').notNull(),
    label: text('label').notNull(),
    isEnabled: boolean('is_enabled').notNull().default(true),
    lastAnsweredAt: instantColumn('last_answered_at'),
    lastFailedAt: instantColumn('last_failed_at'),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    unique('devices_provider_id').on(t.merchantId, t.connectionId, t.providerDeviceId),
    foreignKey({
      columns: [t.merchantId, t.connectionId],
      foreignColumns: [connections.merchantId, connections.id],
    }),
    foreignKey({ columns: [t.merchantId, t.branchId], foreignColumns: [branches.merchantId, branches.id] }),
  ],
);
