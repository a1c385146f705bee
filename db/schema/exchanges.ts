import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** Each call to a provider as it may be kept: secrets and card numbers removed before it gets here; append-only. */
export const exchanges = pgTable(
  'exchanges',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('exchange', 'id').notNull(),
    /** The transaction or end-of-day run it was made for. */
    operationId: text('operation_id').notNull(),
    purpose: text('purpose').notNull(),
    at: instantColumn('at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    path: text('path').notNull(),
    request: jsonb('request'),
    httpStatus: integer('http_status'),
    response: jsonb('response'),
    failure: text('failure'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    index('exchanges_by_operation').on(t.merchantId, t.operationId, t.at),
  ],
);
