import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { idColumn, instantColumn, merchantIdColumn } from './columns.ts';

/** Who did what to what, when, with what result: append-only, each entry sealed to the one before (INV-13). */
export const auditLog = pgTable(
  'audit_log',
  {
    merchantId: merchantIdColumn(),
    sequence: bigint('sequence', { mode: 'number' }).notNull(),
    at: instantColumn('at').notNull(),
    actorKind: text('actor_kind', { enum: ['user', 'system'] }).notNull(),
    actorId: text('actor_id').notNull(),
    action: text('action').notNull(),
    objectId: text('object_id').notNull(),
    result: text('result', { enum: ['done', 'refused'] }).notNull(),
    data: jsonb('data').notNull(),
    /** HMAC-SHA-256 over this entry and the previous hash, hex. */
    hash: text('hash').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.sequence] }),
    // A search walks the newest first, within a period, of one person, or of one thing.
    index('audit_log_at').on(t.merchantId, t.at, t.sequence),
    index('audit_log_actor').on(t.merchantId, t.actorId, t.at, t.sequence),
    index('audit_log_object').on(t.merchantId, t.objectId, t.at, t.sequence),
  ],
);

/** The newest link of each merchant's chain; its row lock puts entries in order. */
export const auditHeads = pgTable('audit_heads', {
  merchantId: idColumn('merchant', 'merchant_id').primaryKey(),
  sequence: bigint('sequence', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
});
