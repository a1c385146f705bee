import { sql } from 'drizzle-orm';
import { check, foreignKey, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';
import { transactions } from './transactions.ts';

/** What a person found out: it was carried out, it was not, or it was undone at the terminal. */
export const VERDICTS = ['approved', 'not_charged', 'voided'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** On what a person's word stands. */
export const PROOFS = ['slip', 'portal', 'statement', 'other'] as const;
export type Proof = (typeof PROOFS)[number];

/**
 * `proposed`: a second person has to look. `applied`: it moved the operation. `rejected` and `withdrawn`: by the second and
 * the first person. `overtaken`: the provider answered first.
 */
export const RESOLUTION_STATES = ['proposed', 'applied', 'rejected', 'withdrawn', 'overtaken'] as const;
export type ResolutionState = (typeof RESOLUTION_STATES)[number];

/** An unknown outcome decided by people, with what they based it on: one makes it, another checks it. */
export const resolutions = pgTable(
  'resolutions',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('resolution', 'id').notNull(),
    transactionId: idColumn('transaction', 'transaction_id').notNull(),
    verdict: text('verdict', { enum: VERDICTS }).notNull(),
    proof: text('proof', { enum: PROOFS }).notNull(),
    /** What was seen, in the person's words. */
    statement: text('statement').notNull(),
    /** What stands on the slip or in the portal; parsed by `server/resolutions/resolution-facts.ts`. */
    facts: jsonb('facts').notNull(),
    /** A picture of the slip, sealed. */
    sealedPhoto: text('sealed_photo'),
    state: text('state', { enum: RESOLUTION_STATES }).notNull(),
    madeBy: idColumn('user', 'made_by').notNull(),
    madeAt: instantColumn('made_at').notNull(),
    /** When it takes effect without a second person, where the merchant has said that there is none. */
    runsAt: instantColumn('runs_at'),
    /** Null while proposed, and where it took effect without a second person. */
    checkedBy: idColumn('user', 'checked_by'),
    endedAt: instantColumn('ended_at'),
    /** Why it was turned down, in the second person's words. */
    answer: text('answer'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({
      columns: [t.merchantId, t.transactionId],
      foreignColumns: [transactions.merchantId, transactions.id],
    }),
    uniqueIndex('resolutions_one_proposed').on(t.merchantId, t.transactionId).where(sql`state = 'proposed'`),
    index('resolutions_by_transaction').on(t.merchantId, t.transactionId, t.madeAt),
    check('never_checked_by_its_maker', sql`checked_by is null or checked_by <> made_by`),
    check('resolution_end_has_instant', sql`(state = 'proposed') = (ended_at is null)`),
  ],
);
