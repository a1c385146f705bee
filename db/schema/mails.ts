import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** `queued`: to be handed over when it is due; `sending`: a worker has it on the wire; the others are ends. */
export const MAIL_STATES = ['queued', 'sending', 'sent', 'failed'] as const;
/** Where a letter stands. */
export type MailState = (typeof MAIL_STATES)[number];

/** What a letter brings. */
export const MAIL_KINDS = [
  'receipt',
  'export',
  'invitation',
  'password_reset',
  'approval',
  'account',
] as const;
/** The kind of a letter. */
export type MailKind = (typeof MAIL_KINDS)[number];

/** Each letter we were asked to send. What it says and to whom is gone as soon as it has come to its end. */
export const mails = pgTable(
  'mails',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('mail', 'id').notNull(),
    kind: text('kind', { enum: MAIL_KINDS }).notNull(),
    /** The slip, file or invitation it brings, or whose password it is about. */
    aboutId: text('about_id').notNull(),
    /** In whose timeline it stands. */
    transactionId: idColumn('transaction', 'transaction_id'),
    /** Null: a schedule did. */
    askedBy: idColumn('user', 'asked_by'),
    /** Enough of the address to tell it from another: `e•••@example.com`. */
    maskedTo: text('masked_to').notNull(),
    /** Address, subject, text and attachment, sealed; parsed by `server/mail/letter.ts`. */
    sealedLetter: text('sealed_letter'),
    state: text('state', { enum: MAIL_STATES }).notNull(),
    /** How often it was handed over in vain. */
    tries: integer('tries').notNull().default(0),
    /** What the last try came to, in a word of ours. */
    reason: text('reason'),
    createdAt: instantColumn('created_at').notNull(),
    /** Not handed over before. */
    dueAt: instantColumn('due_at').notNull(),
    workerKey: bigint('worker_key', { mode: 'number' }),
    endedAt: instantColumn('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    check('mail_ended', sql`(state in ('sent', 'failed')) = (ended_at is not null)`),
    check('mail_letter_gone', sql`(sealed_letter is null) = (ended_at is not null)`),
    index('mails_going').on(t.merchantId, t.dueAt).where(sql`ended_at is null`),
    index('mails_of_transaction').on(t.merchantId, t.transactionId, t.createdAt),
  ],
);
