import type { TransactionFlag, TransactionKind } from '#db/schema/transactions.ts';
import type { SaleOptions } from '#server/gateways/sale-options.ts';
import type { RefundLine, SaleLine } from '#server/gateways/terminal-gateway.ts';
import type { BatchId, EndOfDayRunId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { BusinessCalendar, CalendarDay } from '#server/kernel/time.ts';
import type { DemoCard } from './cards.ts';
import type { ConnectionOf, DemoDevice, DemoMerchant, Provider } from './demo-shapes.ts';
import type { SchemeCard } from './interpay/cards.ts';

/** The kinds the demo history holds. */
export type SeededKind = Extract<TransactionKind, 'sale' | 'refund' | 'void'>;

/** A device with the account that drives it and the merchant it stands at. */
export type Till<P extends Provider = Provider> = DemoDevice & {
  connection: ConnectionOf[P];
  merchant: DemoMerchant;
};

/** The cards each provider's terminals read. */
export type CardOf = { iyzico: DemoCard; interpay: SchemeCard };

/** A line of a sale, and the number the cash register gave it. */
export type SoldLine = { providerLineId: string; line: SaleLine };

/** What the provider has in its own book of a charge, a void or a refund. */
export type Payment<P extends Provider = Provider> = {
  paymentId: string;
  at: Date;
  /** Accounting day of the sale. */
  day: CalendarDay;
  authCode: string;
  hostReference: string;
  stan: string;
  batchNumber: string;
  /** The number a cash register gave the sale. */
  saleNumber: string | null;
  card: CardOf[P];
  /** 05 chip, 07 contactless. */
  entryCode: '05' | '07';
};

/** The time in which nobody could say what had become of an operation. */
export type Doubt = {
  since: Date;
  reason: string;
  code: string | null;
  text: string | null;
  asked: readonly { at: Date; answer: 'not_found' | 'no_answer' }[];
  firstNotFoundAt: Date | null;
  nextQueryAt: Date | null;
};

/** An end without money. */
export type NotDone = {
  state: 'declined' | 'failed' | 'cancelled';
  at: Date;
  reason: string;
  code: string | null;
  text: string | null;
};

export type Ending<P extends Provider = Provider> =
  | { state: 'approved'; at: Date; batch: Batch<P> }
  | NotDone;

/** What is on a terminal between the answer to its request and its result, where the result comes later. */
export type Delivery = {
  /** What the provider calls it; null for a void, which goes by its sale's. */
  sessionId: string | null;
  at: Date;
  /** When somebody here wished it to be stopped. */
  abortedAt: Date | null;
};

/** What became of an operation. */
export type Outcome<P extends Provider = Provider> = {
  /** Null: nothing was booked at the provider. */
  payment: Payment<P> | null;
  delivery: Delivery | null;
  doubt: Doubt | null;
  /** A «no» that a later proof of the charge put right. */
  overturned: NotDone | null;
  /** Null: still unknown. */
  ending: Ending<P> | null;
  flags: TransactionFlag[];
};

/** One operation of the history, before it becomes rows. */
export type Operation<P extends Provider = Provider> = Outcome<P> & {
  id: TransactionId;
  kind: SeededKind;
  till: Till<P>;
  createdBy: UserId;
  createdAt: Date;
  sentAt: Date;
  workerKey: number;
  intentKey: string;
  reference: string;
  amountMinor: number;
  installmentCount: number;
  options: SaleOptions | null;
  /** Of a sale. */
  sold: readonly SoldLine[];
  /** Of a refund by lines. */
  returned: readonly RefundLine[];
  reason: string | null;
  original: Operation<P> | null;
  /** Refunds and voids of a sale, oldest first. */
  followUps: Operation<P>[];
};

/** What a device collected between two closes. */
export type Batch<P extends Provider = Provider> = {
  id: BatchId;
  till: Till<P>;
  number: string;
  openedAt: Date;
  members: Operation<P>[];
  /** The bank's day, once the bank has closed it by itself. */
  endedOn: CalendarDay | null;
  close: CloseOf[P] | null;
};

type CloseRun = {
  runId: EndOfDayRunId;
  businessDate: CalendarDay;
  requestedBy: UserId;
  requestedAt: Date;
};

/** A close that went through, by who closes: the terminal when it is told to, or a person who copies what the bank closed. */
export type CloseOf = {
  iyzico: CloseRun & {
    reportNumber: number;
    sentAt: Date;
    endedAt: Date;
    workerKey: number;
    /** A sale the terminal did not count. */
    uncounted: Operation<'iyzico'> | null;
  };
  /** `typed` is null while the bank's figures are still to come. */
  interpay: CloseRun & { typed: { reportNumber: number; by: UserId; at: Date } | null };
};

/** A close that did not happen because an operation of the batch was still open. */
export type BlockedClose<P extends Provider = Provider> = CloseRun & {
  batch: Batch<P>;
  blockedBy: Operation<P>;
};

/** Everything that happened on one device. */
export type TillHistory<P extends Provider = Provider> = {
  till: Till<P>;
  operations: Operation<P>[];
  batches: Batch<P>[];
  blockedCloses: BlockedClose<P>[];
};

/** When a merchant's business day begins. */
export function calendarOf({ timeZone, cutOff }: DemoMerchant): BusinessCalendar {
  return { timeZone, cutOff };
}

/** A cash register: it sells and takes back by lines. */
export function isFiscal({ connection }: Till): boolean {
  return connection.provider === 'iyzico' && connection.model === '507';
}

/** When a batch was closed here for good; null while it is not. */
export function closedAt({ close }: Batch): Date | null {
  if (!close) return null;
  return 'typed' in close ? (close.typed?.at ?? null) : close.endedAt;
}

/** Approved refunds of a sale, in minor units. */
export function refundedMinor(sale: Operation): number {
  return sale.followUps
    .filter((each) => each.kind === 'refund' && each.ending?.state === 'approved')
    .reduce((sum, each) => sum + each.amountMinor, 0);
}

/** The void of a sale, if it succeeded. */
export function voidOf(sale: Operation): Operation | null {
  return sale.followUps.find((each) => each.kind === 'void' && each.ending?.state === 'approved') ?? null;
}
