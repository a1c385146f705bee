import { z } from 'zod';
import { type Id, type IdKind, isId } from '#server/kernel/ids.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';

const texts = z.array(z.string());

/** What is left of one kind of card in the bank's batch, in minor units. */
const readFigure = z.object({
  group: z.string(),
  currency: z.enum(CURRENCY_CODES),
  amountMinor: z.number().int(),
});

const id = <K extends IdKind>(kind: K) =>
  z.custom<Id<K>>((value) => typeof value === 'string' && isId(kind, value));

/** Where our book and the report of a provider with pages disagree about one payment; null: that side has nothing of it. */
export const paymentDifference = z.object({
  kind: z.enum(['payment', 'cancel', 'refund']),
  /** What of it they disagree about; `commission`: all that the provider keeps. Readings of before knew amounts alone. */
  figure: z.enum(['amount', 'commission', 'payout']).default('amount'),
  providerPaymentId: z.string(),
  /** Ours of the payment, as the report names it. */
  reference: z.string().nullable(),
  /** Our operation in this book. */
  transactionId: id('transaction').nullable(),
  /** We have it in another book. */
  otherBatchId: id('batch').nullable(),
  currency: z.enum(CURRENCY_CODES),
  oursMinor: z.number().int().nullable(),
  theirsMinor: z.number().int().nullable(),
});

/** Where the two sides disagree about one payment. */
export type PaymentDifference = z.output<typeof paymentDifference>;

/** What came of asking for the bank's figures of one of our books (`bank_readings.answer`). */
export const bankReading = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('figures'),
    /** The number of the batch, as our book writes it where it has one. */
    batchNumber: z.string().nullable(),
    /** Card types that are not here the bank lists none of. */
    figures: z.array(readFigure),
    /** Terminals in the bank's report that nobody here has set up. */
    strangers: texts,
    /** Payment by payment, where its report says so; left out where it knows sums only. */
    payments: z.array(paymentDifference).optional(),
  }),
  /** The bank has no report of that day, or none yet. */
  z.object({ kind: z.literal('no_report') }),
  /** It has one, and this terminal is not in it. */
  z.object({ kind: z.literal('not_listed'), devices: texts }),
  /** It lists other batches of this terminal than ours. */
  z.object({ kind: z.literal('other_batch'), numbers: texts }),
  /** Our book has no number, and the bank lists several batches of that day. */
  z.object({ kind: z.literal('several_batches'), numbers: texts }),
  z.object({ kind: z.literal('other_currency'), currency: z.enum(CURRENCY_CODES) }),
  z.object({
    kind: z.literal('no_answer'),
    cause: z.enum(['unreachable', 'sign_in_failed', 'unusable']),
  }),
]);

export type BankReading = z.output<typeof bankReading>;

/** The bank's figures of a book, as they were read. */
export type ReadFigures = Extract<BankReading, { kind: 'figures' }>;
