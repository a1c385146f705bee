import { foreignKey, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import { currencyColumn, dayColumn, idColumn, merchantIdColumn, minorColumn } from './columns.ts';
import { KINDS, type TransactionKind } from './transactions.ts';

/** What sums and lists tell apart: the kinds, and of the voids those that only released a hold. */
export const TOTAL_KINDS = [...KINDS, 'release'] as const;
export type TotalKind = (typeof TOTAL_KINDS)[number];

/** The sum an operation belongs to. `originalKind` is the kind of what it follows, null when it follows nothing. */
export function totalKindOf(kind: TransactionKind, originalKind: TransactionKind | null): TotalKind {
  return kind === 'void' && originalKind === 'preauthorization' ? 'release' : kind;
}

/** Sums of a batch per kind, payment type, acquirer and currency, kept by the one door that moves money (INV-11). */
export const batchTotals = pgTable(
  'batch_totals',
  {
    merchantId: merchantIdColumn(),
    batchId: idColumn('batch', 'batch_id').notNull(),
    kind: text('kind', { enum: TOTAL_KINDS }).notNull(),
    /** Cash belongs to the device's fiscal day, never to a bank's totals. */
    paymentType: text('payment_type', { enum: ['card', 'cash'] })
      .notNull()
      .default('card'),
    /**
     * By what the bank's figures are told apart: the acquirer, or, where its figures are per card type (`totalsBy` of the
     * terminal's capabilities), the card's brand (`transactions.card_brand`). Empty when the answer named none.
     */
    acquirerId: text('acquirer_id').notNull(),
    currency: currencyColumn().notNull(),
    count: integer('count').notNull(),
    amountMinor: minorColumn('amount_minor').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'batch_totals_one_sum',
      columns: [t.merchantId, t.batchId, t.kind, t.paymentType, t.acquirerId, t.currency],
    }),
    foreignKey({ columns: [t.merchantId, t.batchId], foreignColumns: [batches.merchantId, batches.id] }),
  ],
);

/** Sums of a device and business day per kind, outcome and currency, so that today's numbers need no scan. */
export const dayTotals = pgTable(
  'day_totals',
  {
    merchantId: merchantIdColumn(),
    businessDate: dayColumn('business_date').notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    kind: text('kind', { enum: TOTAL_KINDS }).notNull(),
    outcome: text('outcome', { enum: ['approved', 'declined', 'failed', 'cancelled'] }).notNull(),
    currency: currencyColumn().notNull(),
    count: integer('count').notNull(),
    amountMinor: minorColumn('amount_minor').notNull(),
  },
  (t) => [primaryKey({ columns: [t.merchantId, t.businessDate, t.deviceId, t.kind, t.outcome, t.currency] })],
);

/**
 * Approved sums of a device and business day per kind, acquirer and currency, so that no month is added up from its rows. The
 * database keeps them by itself, in the commit that moves the row (`keep_acquirer_totals`); whoever else writes here is refused.
 */
export const acquirerTotals = pgTable(
  'acquirer_totals',
  {
    merchantId: merchantIdColumn(),
    businessDate: dayColumn('business_date').notNull(),
    deviceId: idColumn('device', 'device_id').notNull(),
    kind: text('kind', { enum: TOTAL_KINDS }).notNull(),
    /** Empty when the answer named none. */
    acquirerId: text('acquirer_id').notNull(),
    currency: currencyColumn().notNull(),
    count: integer('count').notNull(),
    amountMinor: minorColumn('amount_minor').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'acquirer_totals_one_sum',
      columns: [t.merchantId, t.businessDate, t.deviceId, t.kind, t.acquirerId, t.currency],
    }),
  ],
);
