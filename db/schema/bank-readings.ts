import { sql } from 'drizzle-orm';
import { bigint, check, foreignKey, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { eodRuns } from './end-of-day.ts';

/** `asked`: somebody wished it; `asking`: a worker has it on the wire; `answered`: `answer` says what came of it. */
export const READING_STATES = ['asked', 'asking', 'answered'] as const;

/** The latest wish to read the bank's figures of a run, and what came of it. Earlier ones stand in `exchanges`. */
export const bankReadings = pgTable(
  'bank_readings',
  {
    merchantId: merchantIdColumn(),
    runId: idColumn('endOfDayRun', 'run_id').notNull(),
    state: text('state', { enum: READING_STATES }).notNull(),
    askedBy: idColumn('user', 'asked_by').notNull(),
    askedAt: instantColumn('asked_at').notNull(),
    workerKey: bigint('worker_key', { mode: 'number' }),
    /** Parsed by `server/end-of-day/bank-reading.ts`. */
    answer: jsonb('answer'),
    answeredAt: instantColumn('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.runId] }),
    foreignKey({ columns: [t.merchantId, t.runId], foreignColumns: [eodRuns.merchantId, eodRuns.id] }),
    check(
      'answered_has_answer',
      sql`(state = 'answered') = (answered_at is not null) and (answer is null) = (answered_at is null)`,
    ),
    index('bank_readings_going').on(t.merchantId, t.askedAt).where(sql`state <> 'answered'`),
  ],
);
