import type { TransactionKind } from '#db/schema/transactions.ts';
import type { RefundLine, SaleLine } from '#server/gateways/terminal-gateway.ts';
import type { BatchId, EndOfDayRunId, TransactionId, UserId } from '#server/kernel/ids.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { DemoCard } from './cards.ts';
import type { DemoConnection, DemoDevice } from './demo-world.ts';

/** The kinds the demo history holds. */
export type SeededKind = Extract<TransactionKind, 'sale' | 'refund' | 'void'>;

/** A device with the account that drives it. */
export type Till = DemoDevice & { connection: DemoConnection };

/** A line of a sale, and the number the cash register gave it. */
export type SoldLine = { providerLineId: string; line: SaleLine };

/** What the provider has in its own book of a charge, a void or a refund. */
export type Payment = {
  paymentId: string;
  at: Date;
  /** Accounting day of the sale. */
  day: CalendarDay;
  authCode: string;
  hostReference: string;
  stan: string;
  batchNumber: string;
  saleNumber: string | null;
  card: DemoCard;
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

export type Ending =
  | { state: 'approved'; at: Date; batch: Batch }
  | { state: 'declined' | 'failed'; at: Date; reason: string; code: string | null; text: string | null };

/** What became of an operation. */
export type Outcome = {
  /** Null: nothing was booked at the provider. */
  payment: Payment | null;
  doubt: Doubt | null;
  /** Null: still unknown. */
  ending: Ending | null;
};

/** One operation of the history, before it becomes rows. */
export type Operation = Outcome & {
  id: TransactionId;
  kind: SeededKind;
  till: Till;
  createdBy: UserId;
  createdAt: Date;
  sentAt: Date;
  workerKey: number;
  intentKey: string;
  reference: string;
  amountMinor: number;
  installmentCount: number;
  /** Of a sale. */
  sold: readonly SoldLine[];
  /** Of a refund by lines. */
  returned: readonly RefundLine[];
  reason: string | null;
  original: Operation | null;
  /** Refunds and voids of a sale, oldest first. */
  followUps: Operation[];
};

/** What a device collected between two closes. */
export type Batch = {
  id: BatchId;
  till: Till;
  number: string;
  openedAt: Date;
  members: Operation[];
  close: Close | null;
};

export type Close = {
  runId: EndOfDayRunId;
  reportNumber: number;
  businessDate: CalendarDay;
  requestedBy: UserId;
  requestedAt: Date;
  sentAt: Date;
  endedAt: Date;
  workerKey: number;
  /** A sale the terminal did not count. */
  uncounted: Operation | null;
};

/** A close that did not happen because an operation of the batch was still open. */
export type BlockedClose = {
  runId: EndOfDayRunId;
  batch: Batch;
  businessDate: CalendarDay;
  requestedBy: UserId;
  requestedAt: Date;
  blockedBy: Operation;
};

/** Everything that happened on one device. */
export type TillHistory = {
  till: Till;
  operations: Operation[];
  batches: Batch[];
  blockedCloses: BlockedClose[];
};

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
