import { sql } from 'drizzle-orm';
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import {
  currencyColumn,
  dayColumn,
  idColumn,
  instantColumn,
  merchantIdColumn,
  minorColumn,
} from './columns.ts';
import { devices } from './devices.ts';

/** An acquirer's own statement that somebody uploaded: the third side of a report. Undone, it counts for nothing. */
export const statements = pgTable(
  'statements',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('statement', 'id').notNull(),
    fileName: text('file_name').notNull(),
    /** SHA-256 of the file, so that nobody counts it twice. */
    fileHash: text('file_hash').notNull(),
    /** SHA-256 of the heads of its columns: the next file with the same ones is read in the same way. */
    headHash: text('head_hash').notNull(),
    /** Which column means what; parsed by `server/statements/mapping.ts`. */
    mapping: jsonb('mapping').notNull(),
    lineCount: integer('line_count').notNull(),
    /** Lines that could not be read and were left out knowingly. */
    skippedCount: integer('skipped_count').notNull(),
    storedBy: idColumn('user', 'stored_by').notNull(),
    storedAt: instantColumn('stored_at').notNull(),
    undoneBy: idColumn('user', 'undone_by'),
    undoneAt: instantColumn('undone_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    uniqueIndex('statements_once').on(t.merchantId, t.fileHash).where(sql`undone_at is null`),
    index('statements_by_time').on(t.merchantId, t.storedAt, t.id),
    index('statements_by_head').on(t.merchantId, t.headHash, t.storedAt),
    check('undone_is_whole', sql`(undone_at is null) = (undone_by is null)`),
  ],
);

/** One line of a statement: what an acquirer says of a terminal and day. */
export const statementLines = pgTable(
  'statement_lines',
  {
    merchantId: merchantIdColumn(),
    statementId: idColumn('statement', 'statement_id').notNull(),
    /** Its line in the file. */
    line: integer('line').notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    /** The acquirer whose terminal number it names; empty where it names the terminal alone. */
    acquirerId: text('acquirer_id').notNull(),
    day: dayColumn('day').notNull(),
    batchNumber: text('batch_number'),
    currency: currencyColumn().notNull(),
    amountMinor: minorColumn('amount_minor').notNull(),
    reference: text('reference'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.statementId, t.line] }),
    foreignKey({
      columns: [t.merchantId, t.statementId],
      foreignColumns: [statements.merchantId, statements.id],
    }),
    foreignKey({ columns: [t.merchantId, t.deviceId], foreignColumns: [devices.merchantId, devices.id] }),
    index('statement_lines_by_day').on(t.merchantId, t.deviceId, t.day),
  ],
);
