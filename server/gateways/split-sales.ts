import type { Money } from '#server/kernel/money.ts';
import type {
  Evidence,
  QueryReply,
  RecordExchange,
  RefusalReason,
  TerminalOperation,
  UnknownCause,
} from './terminal-gateway.ts';

/** A sale that is open on its device and paid in parts. `reference` is ours, that of its start. */
export type OpenSplitSale = {
  attemptId: string;
  reference: string;
  providerDeviceId: string;
  amount: Money;
  /** The device's number of the open sale. */
  saleNumber: string;
};

/** What came of opening a sale to be paid in parts. No money moves, so nobody has to be asked about it. */
export type SplitStartReply =
  | { kind: 'started'; saleNumber: string }
  | { kind: 'refused'; reason: RefusalReason; code: string; text: string | null }
  | { kind: 'not_sent'; reason: 'unreachable' | 'sign_in_failed'; detail: string }
  /** The device may show an open sale. */
  | { kind: 'unknown_outcome'; cause: UnknownCause; code: string | null; text: string | null };

/** What came of completing a sale that is paid; the kinds mean what they mean for an operation. */
export type SplitCompletionReply =
  | { kind: 'completed'; evidence: Evidence }
  | { kind: 'refused'; reason: RefusalReason; code: string; text: string | null; confirm: boolean }
  | { kind: 'not_sent'; reason: 'unreachable' | 'sign_in_failed'; detail: string }
  | { kind: 'unknown_outcome'; cause: UnknownCause; code: string | null; text: string | null };

/** What the provider says of the completion of a split sale when asked later. */
export type SplitQueryReply =
  | { kind: 'completed'; evidence: Evidence }
  /** It knows of no completed sale under the reference. */
  | { kind: 'not_found' }
  | Extract<QueryReply, { kind: 'no_answer' }>;

/** How sales that several payments pay begin and end. Every call is sent once, as the port's `perform` does. */
export type SplitSalesGateway = {
  /** Opens the sale on its device: all of it, with its lines. Nothing is charged. */
  start(sale: TerminalOperation & { kind: 'sale' }, record: RecordExchange): Promise<SplitStartReply>;
  complete(sale: OpenSplitSale, record: RecordExchange): Promise<SplitCompletionReply>;
  /** Asks what became of a completion sent earlier. */
  query(sale: OpenSplitSale, record: RecordExchange): Promise<SplitQueryReply>;
};
