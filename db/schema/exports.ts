import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/**
 * `waiting`: no worker has it yet; `making`: one has; `ready`: the file can be fetched until it expires. `failed` says why.
 * `cancelled`: somebody stopped it before it was ready.
 */
export const EXPORT_STATES = ['waiting', 'making', 'ready', 'failed', 'cancelled', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/**
 * Why no file was made: its maker may not export any more, an account has no number in the mapping, it failed again and
 * again, there was nothing to write, or it would have been larger than a file may be.
 */
export const EXPORT_FAILURES = ['not_allowed', 'unmapped', 'gave_up', 'nothing', 'too_large'] as const;
export type ExportFailure = (typeof EXPORT_FAILURES)[number];

/** The largest piece of a file. A place in the file is in the piece with the number `place / CHUNK_BYTES`. */
export const CHUNK_BYTES = 1_048_576;

/** A file that a worker makes of what somebody wished for, and how far it is. */
export const fileExports = pgTable(
  'exports',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('export', 'id').notNull(),
    /** Made when the form opens: the same key is the same wish. */
    intentKey: text('intent_key').notNull(),
    scheduleId: idColumn('exportSchedule', 'schedule_id'),
    createdBy: idColumn('user', 'created_by').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    /** What is to be in it; parsed by `server/exports/export-wish.ts`. */
    wish: jsonb('wish').notNull(),
    state: text('state', { enum: EXPORT_STATES }).notNull(),
    /** How often a worker began it. Whoever writes a piece of it names the attempt it belongs to. */
    attempt: integer('attempt').notNull().default(0),
    workerKey: bigint('worker_key', { mode: 'number' }),
    startedAt: instantColumn('started_at'),
    /** How many rows it will have; null until they were counted. */
    estimate: bigint('estimate', { mode: 'number' }),
    rowsDone: bigint('rows_done', { mode: 'number' }).notNull().default(0),
    bytes: bigint('bytes', { mode: 'number' }).notNull().default(0),
    /** Operations of the same days that the file leaves out, because they are in another currency. */
    leftOut: integer('left_out').notNull().default(0),
    /** What entries of a journal add up to, beside a file whose format has no place for it; parsed by `server/journals/stated.ts`. */
    stated: jsonb('stated'),
    fileName: text('file_name'),
    contentType: text('content_type'),
    /** Of the whole file, hex. */
    sha256: text('sha256'),
    failure: text('failure', { enum: EXPORT_FAILURES }),
    /** Which account it is that has no number. */
    failureDetail: text('failure_detail'),
    endedAt: instantColumn('ended_at'),
    expiresAt: instantColumn('expires_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    unique('exports_intent').on(t.merchantId, t.intentKey),
    index('exports_by_time').on(t.merchantId, t.createdAt, t.id),
    // Few at any time: what recovery looks for, and what has to be thrown away.
    index('exports_going').on(t.merchantId, t.createdAt).where(sql`state in ('waiting', 'making')`),
    index('exports_kept').on(t.merchantId, t.expiresAt).where(sql`state = 'ready'`),
    check('making_has_worker', sql`state <> 'making' or (worker_key is not null and started_at is not null)`),
    check(
      'ready_is_whole',
      sql`state not in ('ready', 'expired') or (sha256 is not null and file_name is not null and expires_at is not null)`,
    ),
    check('failed_says_why', sql`(state = 'failed') = (failure is not null)`),
    check('export_end_has_instant', sql`(state in ('waiting', 'making')) = (ended_at is null)`),
  ],
);

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** The pieces of a file, in order, all but the last of the same size. In the database, where every portal reaches them. */
export const exportChunks = pgTable(
  'export_chunks',
  {
    merchantId: merchantIdColumn(),
    exportId: idColumn('export', 'export_id').notNull(),
    number: integer('number').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.exportId, t.number] }),
    foreignKey({
      columns: [t.merchantId, t.exportId],
      foreignColumns: [fileExports.merchantId, fileExports.id],
    }),
    check('chunk_is_small', sql`octet_length(bytes) > 0 and octet_length(bytes) <= 1048576`),
  ],
);
