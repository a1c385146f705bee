import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { PROVIDERS } from '#server/kernel/providers.ts';
import { batches } from './batches.ts';
import {
  currencyColumn,
  dayColumn,
  idColumn,
  instantColumn,
  merchantIdColumn,
  minorColumn,
} from './columns.ts';
import { devices } from './devices.ts';
import { splitSales } from './split-sales.ts';

/** Every operation put to a provider (D8). */
export const KINDS = ['sale', 'preauthorization', 'capture', 'refund', 'void'] as const;
export type TransactionKind = (typeof KINDS)[number];

/** With what the customer pays. */
export const PAYMENT_TYPES = ['card', 'cash'] as const;
export type PaymentType = (typeof PAYMENT_TYPES)[number];

/** The states an operation moves through. The last four are final. */
export const STATES = [
  'created',
  'sending',
  'awaiting',
  'unknown',
  'approved',
  'declined',
  'failed',
  'cancelled',
] as const;
export type TransactionState = (typeof STATES)[number];

/** What a person should know beside the state. */
export const FLAGS = [
  'late',
  'contradiction',
  /** The device took another amount than was asked for; a person decides what that was. */
  'amount_differs',
  /** It may still be on the device: look before the next try. */
  'check_device',
  /** Approved, but something that usually proves it is missing. */
  'needs_review',
] as const;
export type TransactionFlag = (typeof FLAGS)[number];

/**
 * How far the wish to stop what a device is working on came; its result alone says whether it was stopped. `overtaken`: that
 * result was there before the provider was asked.
 */
export const ABORT_STATES = [
  'requested',
  'asking',
  'accepted',
  'refused',
  'unanswered',
  'overtaken',
] as const;
export type AbortState = (typeof ABORT_STATES)[number];

/** One operation: what was asked, what became of it, and on a sale the balance of what went back. */
export const transactions = pgTable(
  'transactions',
  {
    merchantId: merchantIdColumn(),
    id: idColumn('transaction', 'id').notNull(),
    kind: text('kind', { enum: KINDS }).notNull(),
    state: text('state', { enum: STATES }).notNull(),
    flags: text('flags', { enum: FLAGS }).array().notNull().default([]),
    environment: text('environment', { enum: ['live', 'sandbox'] }).notNull(),
    provider: text('provider', { enum: PROVIDERS }).notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    branchId: idColumn('branch', 'branch_id').notNull(),
    /** What a refund, void or capture belongs to. */
    originalId: idColumn('transaction', 'original_id'),
    /** Made when the form opens: the same key is the same wish. */
    intentKey: text('intent_key').notNull(),
    /** Hash of what was wished, to tell a repeat from a reused key (INV-5). */
    intentHash: text('intent_hash').notNull(),
    /** Ours, on the wire; unique for ever (INV-4). */
    reference: text('reference').notNull(),
    amountMinor: minorColumn('amount_minor').notNull(),
    currency: currencyColumn().notNull(),
    installmentCount: integer('installment_count').notNull(),
    paymentType: text('payment_type', { enum: PAYMENT_TYPES }).notNull().default('card'),
    /** What the customer pays on top of the price for paying in instalments; contained in the amount. */
    surchargeMinor: minorColumn('surcharge_minor').notNull().default(0),
    /** Document, buyer and notice of a fiscal sale; parsed by `server/transactions/fiscal.ts`. */
    fiscal: jsonb('fiscal'),
    /** The split sale this sale pays a part of. */
    splitSaleId: idColumn('splitSale', 'split_sale_id'),
    /** Lines of a fiscal sale or refund; parsed by `server/transactions/lines.ts`. */
    lines: jsonb('lines').notNull(),
    /** On a refund: the one item of the sale's basket that it is of, as the sale names it. */
    itemId: text('item_id'),
    reason: text('reason'),
    /** What the provider is told beside the amount; parsed by `server/transactions/sale-options.ts`. */
    options: jsonb('options'),
    createdBy: idColumn('user', 'created_by').notNull(),
    createdAt: instantColumn('created_at').notNull(),
    businessDate: dayColumn('business_date').notNull(),

    /** Lock number of the worker that put it on the wire; its death makes a running operation unknown. */
    workerKey: bigint('worker_key', { mode: 'number' }),
    sentAt: instantColumn('sent_at'),
    settledAt: instantColumn('settled_at'),
    unknownSince: instantColumn('unknown_since'),
    nextQueryAt: instantColumn('next_query_at'),
    queryCount: integer('query_count').notNull().default(0),
    /** When the provider first said clearly that it knows nothing of it (F16). */
    firstNotFoundAt: instantColumn('first_not_found_at'),

    /** SHA-256 of the secret in the address its result is sent to; the secret itself is nowhere. */
    callbackHash: text('callback_hash'),
    /** What the provider calls it between delivery and result. */
    sessionId: text('session_id'),
    /** What its adapter needs to have it stopped or undone; opaque. */
    sessionHandle: text('session_handle'),
    abortState: text('abort_state', { enum: ABORT_STATES }),
    abortRequestedAt: instantColumn('abort_requested_at'),

    outcomeReason: text('outcome_reason'),
    outcomeCode: text('outcome_code'),
    outcomeText: text('outcome_text'),

    batchId: idColumn('batch', 'batch_id'),
    providerPaymentId: text('provider_payment_id'),
    /** The provider's accounting day, kept beside ours (D15). */
    providerDate: dayColumn('provider_date'),
    providerBatchNumber: text('provider_batch_number'),
    authCode: text('auth_code'),
    rrn: text('rrn'),
    stan: text('stan'),
    acquirerId: text('acquirer_id'),
    acquirerName: text('acquirer_name'),
    issuerId: text('issuer_id'),
    tid: text('tid'),
    mid: text('mid'),
    bin: text('bin'),
    last4: text('last4'),
    cardType: text('card_type', { enum: ['credit', 'debit', 'prepaid'] }),
    /** Our word for the card's scheme, or the provider's letter where it is a new one. */
    cardBrand: text('card_brand'),
    entryMode: text('entry_mode', { enum: ['chip', 'contactless', 'magstripe', 'manual'] }),
    saleNumber: text('sale_number'),

    /** On a sale: approved refunds, and refunds still running or unknown (INV-2). */
    refundedMinor: minorColumn('refunded_minor').notNull().default(0),
    refundReservedMinor: minorColumn('refund_reserved_minor').notNull().default(0),
    /** On a sale: its void, while running, unknown or approved (INV-3). */
    voidId: idColumn('transaction', 'void_id'),
    voidedAt: instantColumn('voided_at'),
    /** On a preauthorization: its capture, while running, unknown or approved. */
    captureId: idColumn('transaction', 'capture_id'),
    capturedAt: instantColumn('captured_at'),
  },
  (t) => [
    primaryKey({ columns: [t.merchantId, t.id] }),
    foreignKey({ columns: [t.merchantId, t.deviceId], foreignColumns: [devices.merchantId, devices.id] }),
    foreignKey({ columns: [t.merchantId, t.batchId], foreignColumns: [batches.merchantId, batches.id] }),
    foreignKey({ columns: [t.merchantId, t.originalId], foreignColumns: [t.merchantId, t.id] }),
    foreignKey({
      name: 'transactions_split_sale',
      columns: [t.merchantId, t.splitSaleId],
      foreignColumns: [splitSales.merchantId, splitSales.id],
    }),
    unique('transactions_intent').on(t.merchantId, t.intentKey),
    unique('transactions_reference').on(t.merchantId, t.provider, t.environment, t.reference),
    // One provider payment is one sale of ours, whatever answers arrive; a capture keeps the payment of its hold.
    uniqueIndex('transactions_payment')
      .on(t.merchantId, t.provider, t.environment, t.providerPaymentId)
      .where(sql`kind in ('sale', 'preauthorization') and provider_payment_id is not null`),
    uniqueIndex('transactions_captured_payment')
      .on(t.merchantId, t.provider, t.environment, t.providerPaymentId)
      .where(sql`kind = 'capture' and provider_payment_id is not null`),
    // One session is one operation of ours, and one secret opens one.
    uniqueIndex('transactions_session')
      .on(t.merchantId, t.provider, t.environment, t.sessionId)
      .where(sql`session_id is not null`),
    uniqueIndex('transactions_callback')
      .on(t.merchantId, t.callbackHash)
      .where(sql`callback_hash is not null`),
    // The list, newest first, and the same inside the common filters. Read backwards: an index that itself says «desc»
    // would sort its nulls otherwise than `order by … desc` does, and the planner would sort the whole history instead.
    index('transactions_by_time').on(t.merchantId, t.createdAt, t.id),
    index('transactions_by_device').on(t.merchantId, t.deviceId, t.createdAt, t.id),
    index('transactions_by_batch').on(t.merchantId, t.batchId, t.createdAt, t.id),
    index('transactions_by_day').on(t.merchantId, t.businessDate, t.createdAt, t.id),
    index('transactions_by_kind').on(t.merchantId, t.kind, t.createdAt, t.id).where(sql`kind <> 'sale'`),
    index('transactions_given_back')
      .on(t.merchantId, t.createdAt, t.id)
      .where(sql`refunded_minor > 0 or voided_at is not null`),
    // Few in any history: what a person has to look into although it has ended.
    index('transactions_flagged')
      .on(t.merchantId, t.createdAt, t.id)
      .where(sql`'contradiction' = any (flags) or 'amount_differs' = any (flags) or 'late' = any (flags)`),
    // What stands on a slip (P3).
    index('transactions_by_last4').on(t.merchantId, t.last4, t.createdAt, t.id).where(sql`last4 is not null`),
    index('transactions_by_auth_code').on(t.merchantId, t.authCode).where(sql`auth_code is not null`),
    index('transactions_by_rrn').on(t.merchantId, t.rrn).where(sql`rrn is not null`),
    index('transactions_by_stan').on(t.merchantId, t.stan).where(sql`stan is not null`),
    index('transactions_by_payment_number')
      .on(t.merchantId, t.providerPaymentId)
      .where(sql`provider_payment_id is not null`),
    index('transactions_by_sale_number').on(t.merchantId, t.saleNumber).where(sql`sale_number is not null`),
    index('transactions_by_amount').on(t.merchantId, t.amountMinor, t.createdAt),
    // What a list is narrowed to that may lie far back: a branch, a person or a bank that is no longer there.
    index('transactions_by_branch').on(t.merchantId, t.branchId, t.createdAt),
    index('transactions_by_person').on(t.merchantId, t.createdBy, t.createdAt),
    index('transactions_by_acquirer')
      .on(t.merchantId, t.acquirerId, t.createdAt)
      .where(sql`acquirer_id is not null`),
    // Few answers name their bank.
    index('transactions_naming_acquirer')
      .on(t.merchantId, t.acquirerId, t.createdAt)
      .where(sql`acquirer_name is not null`),
    // The business day is that of the result: few have theirs long after they were started, and a list of days asks for them.
    index('transactions_settled_later')
      .on(t.merchantId, t.businessDate)
      .where(sql`settled_at - created_at > interval '24 hours'`),
    // Family of a sale.
    index('transactions_by_original').on(t.merchantId, t.originalId).where(sql`original_id is not null`),
    index('transactions_by_split_sale').on(t.merchantId, t.splitSaleId).where(sql`split_sale_id is not null`),
    // Rare states stay small, however long the history: the unresolved screen, recovery at start, end-of-day gate.
    index('transactions_open')
      .on(t.merchantId, t.state, t.createdAt)
      .where(sql`state in ('created', 'sending', 'awaiting', 'unknown')`),
    index('transactions_unhappy')
      .on(t.merchantId, t.createdAt, t.id)
      .where(sql`state in ('declined', 'failed', 'cancelled')`),
    // Of what has ended, only a page is asked about once more.
    index('transactions_asked_again')
      .on(t.merchantId, t.nextQueryAt)
      .where(sql`next_query_at is not null and state in ('declined', 'failed')`),
    check('amount_above_zero', sql`amount_minor > 0`),
    // What went back past these rules all the same, because it was proven late, is written and flagged (INV-7).
    check(
      'refunds_within_sale',
      sql`refunded_minor >= 0 and refund_reserved_minor >= 0
        and (refunded_minor + refund_reserved_minor <= amount_minor or 'contradiction' = any (flags))`,
    ),
    check(
      'void_excludes_refund',
      sql`void_id is null or (refunded_minor = 0 and refund_reserved_minor = 0) or 'contradiction' = any (flags)`,
    ),
    check('item_of_refund', sql`item_id is null or kind = 'refund'`),
    check('original_of_followups', sql`(kind in ('sale', 'preauthorization')) = (original_id is null)`),
    check(
      'capture_excludes_void',
      sql`capture_id is null or (kind = 'preauthorization' and (void_id is null or 'contradiction' = any (flags)))`,
    ),
    // paidPrice above price only as an instalment surcharge.
    check(
      'surcharge_of_instalments',
      sql`surcharge_minor >= 0 and surcharge_minor < amount_minor and (surcharge_minor = 0 or installment_count > 1)`,
    ),
    check('cash_is_paid_at_once', sql`payment_type = 'card' or installment_count <= 1`),
    check('sent_has_worker', sql`state <> 'sending' or (worker_key is not null and sent_at is not null)`),
    check('unknown_has_age', sql`state <> 'unknown' or unknown_since is not null`),
    check(
      'approved_has_evidence',
      sql`state <> 'approved' or (settled_at is not null and batch_id is not null and provider_payment_id is not null)`,
    ),
    check('abort_has_instant', sql`(abort_state is null) = (abort_requested_at is null)`),
    check(
      'final_has_instant',
      sql`state not in ('approved', 'declined', 'failed', 'cancelled') or settled_at is not null`,
    ),
    check(
      'no_full_card_number',
      sql`(bin is null or bin ~ '^[0-9]{1,6}$') and (last4 is null or last4 ~ '^[0-9]{4}$')`,
    ),
  ],
);
