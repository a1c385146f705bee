import { z } from 'zod';
import { TOTAL_KINDS } from '#db/schema/totals.ts';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import { paymentDifference } from './bank-reading.ts';

const currency = z.enum(CURRENCY_CODES);
const minor = z.number().int();
const count = z.number().int().min(0);

/** What came in and went back. `netMinor` = sales + captures − refunds − voids. */
const net = {
  currency,
  saleCount: count,
  saleMinor: minor,
  // Reports of before captures have none.
  captureCount: count.default(0),
  captureMinor: minor.default(0),
  refundCount: count,
  refundMinor: minor,
  voidCount: count,
  voidMinor: minor,
  netMinor: minor,
};

/** Our figures of one acquirer, or card type, and currency in the batch: cards only, as the banks settle them. */
const oursLine = z.object({ acquirerId: z.string(), acquirerName: z.string().nullable(), ...net });

/** Our figures of one payment type and currency in the batch. */
const fiscalLine = z.object({ paymentType: z.enum(['card', 'cash']), ...net });

/**
 * The terminal's figures of one acquirer, as it sent them; `isClosed` false: this acquirer refused to close. Of a batch that
 * the bank closed by itself: the bank's, per card type.
 */
const terminalLine = z.object({
  acquirerId: z.string(),
  acquirerName: z.string().nullable(),
  tid: z.string().nullable(),
  mid: z.string().nullable(),
  currency,
  /** Null when the bank told none. */
  count: count.nullable(),
  /** Null when what it wrote is not an amount; `amountText` then says what that was. */
  amountMinor: minor.nullable(),
  amountText: z.string().optional(),
  isClosed: z.boolean(),
  code: z.string(),
  /** Where the bank's figures were read: whether this one stands as read. */
  source: z.enum(['typed', 'read']).optional(),
});

/** Where the two sides disagree; `null`: that side does not know the acquirer, or the figure could not be read. */
const difference = z.object({
  acquirerId: z.string(),
  acquirerName: z.string().nullable(),
  currency,
  oursMinor: minor.nullable(),
  terminalMinor: minor.nullable(),
  /** terminal − ours */
  differenceMinor: minor,
});

/** An operation of an earlier day of the bank: that book was closed when its result came. The bank counted it there. */
const lateLine = z.object({
  id: z.string(),
  kind: z.enum(TOTAL_KINDS),
  bankDate: z.string(),
  acquirerId: z.string(),
  acquirerName: z.string().nullable(),
  currency,
  amountMinor: minor,
});

/** What stands on the report of a batch that the bank closed by itself. */
const bankPart = z.object({
  /** Its day at the bank, which begins at a cut-off of its own, and the instant at which that day was over. */
  date: z.string(),
  timeZone: z.string(),
  cutOff: z.string(),
  endedAt: z.iso.datetime(),
  /** The batch number the bank gives it, and why it is not ours. */
  batchNumber: z.string().nullable(),
  numberNote: z.string().nullable(),
  /** Who typed the bank's figures, or some of them; null where all stand as they were read. */
  typedBy: z.string().nullable(),
  /** When they were read from the bank, and who looked at them before they were compared. */
  readAt: z.iso.datetime().nullable().default(null),
  checkedBy: z.string().nullable().default(null),
  late: z.array(lateLine),
  /** Where both sides disagree about single payments; left out where the bank tells sums only. */
  payments: z.array(paymentDifference).optional(),
});

/** Our figures of one sort of card and currency, where the banks' own figures are not told apart by cards. */
const cardLine = z.object({
  cardType: z.enum(['credit', 'debit', 'prepaid']).nullable(),
  cardBrand: z.string().nullable(),
  ...net,
});

/** What statements of acquirers said of a row by the time the report was written. */
const saidLine = z.object({
  acquirerId: z.string(),
  acquirerName: z.string().nullable(),
  currency,
  amountMinor: minor,
});

/** What stands on a report that is a document of its own, beside what every report holds. */
const sheetPart = z.object({
  /** How it is laid out. Another layout gets another name: reports of this one are to stay as they are. */
  layout: z.literal('a4'),
  taxNumber: z.string(),
  branchAddress: z.string(),
  cards: z.array(cardLine),
  said: z.array(saidLine),
});

/** The frozen content of an end-of-day report (`eod_reports.content`). */
export const reportContent = z.object({
  version: z.literal(1),
  merchantName: z.string(),
  branchName: z.string(),
  deviceLabel: z.string(),
  providerDeviceId: z.string(),
  environment: z.enum(['live', 'sandbox']),
  businessDate: z.string(),
  /** The bank's day beside it, where the bank closes batches by itself; its figures came from `source`. */
  bank: bankPart.optional(),
  source: z.enum(['terminal', 'typed', 'read']).default('terminal'),
  /** By what both sides tell their figures apart. */
  totalsBy: z.enum(['acquirer', 'card_brand']).default('acquirer'),
  timeZone: z.string(),
  batchNumber: z.string().nullable(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime(),
  closedBy: z.string(),
  /** The schedule asked for it, on that person's word. */
  isScheduled: z.boolean().optional(),
  ours: z.array(oursLine),
  /** Of a device that keeps a fiscal day: everything it took, cash included, by our book. */
  fiscal: z.array(fiscalLine).optional(),
  terminal: z.array(terminalLine),
  differences: z.array(difference),
  isMatched: z.boolean(),
  /** Left out of reports of before: those stay the strip of paper they are. */
  sheet: sheetPart.optional(),
});

export type ReportContent = z.infer<typeof reportContent>;

/** What stands on the report of a batch that the bank closed by itself. */
export type BankPart = z.infer<typeof bankPart>;

/** Our figures of one acquirer and currency. */
export type OursLine = z.infer<typeof oursLine>;

/** Our figures of one sort of card and currency. */
export type CardLine = z.infer<typeof cardLine>;

/** What stands on a report that is a document of its own. */
export type SheetPart = z.infer<typeof sheetPart>;

/** Our figures of one payment type and currency. */
export type FiscalLine = z.infer<typeof fiscalLine>;

/** The terminal’s figures of one acquirer, as it sent them. */
export type TerminalLine = z.infer<typeof terminalLine>;

/** Where the two sides disagree. */
export type ReportDifference = z.infer<typeof difference>;
