import type { Locale } from '#server/kernel/locale.ts';
import type { CurrencyCode, Money } from '#server/kernel/money.ts';
import type { CalendarDay } from '#server/kernel/time.ts';
import type { AbortReply, CallbackReading, RawCallback } from './callback.ts';
import type { TerminalCapabilities } from './capabilities.ts';
import type { FiscalDetails, Notice } from './fiscal-details.ts';
import type { PagesGateway } from './hosted-gateway.ts';
import type { SaleOptions } from './sale-options.ts';
import type { LoginRefusal } from './session-store.ts';
import type { SplitSalesGateway } from './split-sales.ts';

/** One operation put to a terminal that moves or promises money. */
export type OperationKind = 'sale' | 'preauthorization' | 'capture' | 'refund' | 'void';

/** With what the customer pays. */
export type PaymentType = 'card' | 'cash';

/** VAT group of a line, as printed on a fiscal receipt. Percent as text so that a new rate is data, not code. */
export type VatRate = '0' | '1' | '10' | '20';

/** A line of a fiscal sale. Amounts include VAT; the sum of `total` over the lines is the price of the sale. */
export type SaleLine = {
  name: string;
  /** UN/ECE recommendation 20 unit code, e.g. C62 = piece. */
  unitCode: string;
  vatRate: VatRate;
  quantity: number;
  unitPriceMinor: number;
  /** quantity × unit price, before discount. */
  grossMinor: number;
  /** What is paid for the line, above zero; the rest of the gross is its discount. */
  totalMinor: number;
};

/** A line going back: which line of the provider's sale, how many of it, how much of its price. */
export type RefundLine = SaleLine & { providerLineId: string; refundMinor: number };

/** The approved payment that a void or refund belongs to, as its provider knows it. */
export type OriginalPayment = {
  reference: string;
  providerPaymentId: string;
  /** The provider's accounting day of the payment. */
  providerDate: CalendarDay;
  amount: Money;
  paymentType: PaymentType;
  /** The part of the amount that is above the price. */
  surchargeMinor: number;
  /** Approved refunds of this payment so far, without the one at hand, in minor units. */
  refundedMinor: number;
  /** It is known to be voided, and not by the operation at hand. */
  isVoided: boolean;
  /** The split sale it paid a part of, whose lines go back: our reference, its amount, refunds of all its payments. */
  partOf?: { reference: string; amountMinor: number; refundedMinor: number } | null;
  /** What its adapter needs to undo it, where the provider gave such a thing with it. */
  sessionHandle?: string | null;
};

/** What a capture has to know of its hold. */
export type HeldPayment = Pick<OriginalPayment, 'reference' | 'providerPaymentId' | 'amount'>;

/** One attempt to have a terminal do something. `reference` is ours, unique for ever, sent at most once as new. */
export type TerminalOperation = {
  attemptId: string;
  reference: string;
  providerDeviceId: string;
  amount: Money;
  /** Where the provider reports the result, where it comes by a callback; the secret in it opens this operation alone. */
  answerTo?: AnswerTo | null;
  /** What the provider is told beside the amount. */
  options?: SaleOptions | null;
  /** The language its terminal speaks to the customer. */
  language?: Locale;
} & (
  | {
      kind: 'sale';
      paymentType: PaymentType;
      installmentCount: number;
      /** The part of the amount that is above the price. */
      surchargeMinor: number;
      lines: readonly SaleLine[];
      /** Null: the device's usual document if it makes any, to a final consumer. */
      fiscal: FiscalDetails | null;
      /** It pays a part of a sale that is open on the device, which has the lines and the document. */
      partOf?: { saleNumber: string } | null;
    }
  | { kind: 'preauthorization'; installmentCount: number }
  /** Takes what `original` holds, at most that much. */
  | { kind: 'capture'; original: HeldPayment; installmentCount: number }
  | {
      kind: 'refund';
      original: OriginalPayment;
      lines: readonly RefundLine[];
      /** Where the sale's document went. */
      notice: Notice;
      /** The one item of the basket it is of, as the provider knows it; null: of the payment as a whole. */
      providerItemId?: string | null;
      reason: string | null;
    }
  | { kind: 'void'; original: OriginalPayment; reason: string | null }
);

/** The two addresses a result may be sent to; which one is hit proves nothing. */
export type AnswerTo = { success: string; failure: string };

/** What a provider's answer says happened; nothing in it is trusted until bound to the request (INV-8). */
export type Evidence = {
  reference: string | null;
  providerDeviceId: string | null;
  amountMinor: number | null;
  currency: CurrencyCode | null;
  providerPaymentId: string | null;
  providerDate: CalendarDay | null;
  authCode: string | null;
  /** Retrieval reference at the host. Text: leading zeros matter. */
  rrn: string | null;
  stan: string | null;
  batchNumber: string | null;
  acquirerId: string | null;
  acquirerName: string | null;
  issuerId: string | null;
  tid: string | null;
  mid: string | null;
  /** First six digits at most. */
  bin: string | null;
  last4: string | null;
  cardType: 'credit' | 'debit' | 'prepaid' | null;
  /** Our word for the card's scheme (`visa`, `interac`, …), or the provider's letter where it is a new one. */
  cardBrand?: string | null;
  /** Fiscal sale number of the device. */
  saleNumber: string | null;
  entryMode: 'chip' | 'contactless' | 'magstripe' | 'manual' | null;
  /** The provider's own clock in the answer. */
  providerAt: Date | null;
};

/** Why an answer leaves the outcome open. */
export type UnknownCause =
  | 'connection_lost'
  | 'deadline'
  | 'provider_error'
  | 'provider_timeout'
  | 'device_error'
  | 'payment_error'
  | 'auth_error'
  | 'unreadable_answer'
  | 'incomplete_answer'
  | 'redirect'
  /** Delivered, but the result did not come in the time it may take. */
  | 'no_callback'
  /** A result came whose words contradict each other. */
  | 'ambiguous_answer';

/** Why a provider or our own side did not carry an operation out. Each has its sentence in the message files. */
export type RefusalReason =
  | 'device_busy'
  | 'device_unknown'
  | 'device_forbidden'
  | 'invalid_request'
  | 'state_forbids'
  | 'amount_unavailable'
  | 'not_found'
  | 'sign_in_failed'
  | 'provider_refused'
  | 'device_offline'
  | 'misconfigured'
  /** Asked for a page to pay on, the provider gave none that can be used. */
  | 'page_not_opened';

/** Bank's reason of a decline, for a sentence that helps; `other` shows the general one. */
export type DeclineReason =
  | 'insufficient_funds'
  | 'expired_card'
  | 'not_permitted'
  | 'wrong_pin'
  | 'limit_exceeded'
  | 'lost_or_stolen'
  /** Paid, and then turned down by the provider's own check for fraud. */
  | 'review_rejected'
  | 'other';

/** What a provider calls an operation between delivery and result, and what stops or undoes it; null: nothing does. */
export type Session = { id: string; handle: string | null };

/** What came of putting an operation to the provider. The kind tells what is safe to do next. */
export type OperationReply =
  | { kind: 'approved'; evidence: Evidence }
  /** The provider confirmed delivery; the result comes later by itself. */
  | { kind: 'delivered'; session: Session | null }
  | { kind: 'declined'; reason: DeclineReason; code: string; text: string | null }
  /**
   * The provider's no. `confirm`: believe it only after one query finds nothing, or, where nobody can be asked, when nothing
   * came within a minute (F13).
   */
  | { kind: 'refused'; reason: RefusalReason; code: string; text: string | null; confirm: boolean }
  /** Proven: no byte of the operation left us. */
  | { kind: 'not_sent'; reason: 'unreachable' | 'sign_in_failed'; detail: string }
  /** May have happened: ask, never send again. */
  | { kind: 'unknown_outcome'; cause: UnknownCause; code: string | null; text: string | null };

/** What the provider says of an operation when asked about it later. */
export type QueryReply =
  | { kind: 'approved'; evidence: Evidence }
  | { kind: 'declined'; reason: DeclineReason; code: string; text: string | null }
  | { kind: 'not_found' }
  /** The provider found nothing, which of this provider proves nothing. */
  | { kind: 'no_record' }
  /** No usable answer: keep the state and ask again later. */
  | {
      kind: 'no_answer';
      cause: UnknownCause | 'unreachable' | 'sign_in_failed';
      retryAfterMs: number | null;
    };

/** One acquirer's figures at a batch close, without their currency: no provider sends one. */
export type AcquirerTotal = {
  acquirerId: string;
  acquirerName: string | null;
  tid: string | null;
  mid: string | null;
  amountText: string;
  count: number;
  batchNumber: string | null;
  isClosed: boolean;
  code: string;
};

/** What came of asking a device to close its batch. */
export type CloseBatchReply =
  | { kind: 'closed'; batchNumber: string; totals: readonly AcquirerTotal[] }
  | { kind: 'refused'; reason: RefusalReason; code: string; text: string | null }
  | { kind: 'not_sent'; reason: 'unreachable' | 'sign_in_failed'; detail: string }
  | { kind: 'unknown_outcome'; cause: UnknownCause; code: string | null; text: string | null };

/** What is left of one kind of card in a batch, as the bank that closed it reports it. */
export type BankFigure = {
  providerDeviceId: string | null;
  batchNumber: string | null;
  /** The bank's day the batch is of, as far as the report dates it. */
  bankDate: CalendarDay | null;
  /** As in `Evidence`. */
  cardBrand: string;
  net: Money;
};

/** What the bank reports of one of its days; figures of the days beside it may be among them. */
export type BankTotalsReply =
  | { kind: 'reported'; figures: readonly BankFigure[] }
  /** It has no report of that day, or none yet. */
  | { kind: 'no_record' }
  | { kind: 'no_answer'; cause: UnknownCause | 'unreachable' | 'sign_in_failed' };

/** A line of an earlier fiscal sale and what of it can still go back. */
export type RefundableLine = {
  providerLineId: string;
  name: string;
  quantity: number;
  totalMinor: number;
  refundableQuantity: number;
  refundableMinor: number;
};

/** What the provider says can still be given back of a sale. */
export type RefundableReply =
  | { kind: 'refundable'; totalMinor: number; lines: readonly RefundableLine[] }
  | { kind: 'not_found' }
  | { kind: 'no_answer'; cause: UnknownCause | 'unreachable' | 'sign_in_failed' };

/** One call on the wire as it may be kept: secrets and card numbers already removed. */
export type Exchange = {
  purpose:
    | 'sign_in'
    | 'operation'
    | 'query'
    | 'refundable'
    | 'close_batch'
    | 'abort'
    | 'callback'
    | 'bank_totals';
  at: Date;
  durationMs: number;
  path: string;
  request: unknown;
  httpStatus: number | null;
  response: unknown;
  failure: string | null;
  /** How far the provider's clock was ahead of ours, in ms, beyond what the call's length explains; null: it told no time. */
  clockOffsetMs: number | null;
  /** What it tells of credentials that go with every request; a provider with a login of its own tells that in the login. */
  credentials?: 'accepted' | 'refused' | null;
};

/** Keeps each call for the timeline of the operation it belongs to. */
export type RecordExchange = (exchange: Exchange) => void;

/** The port every terminal provider fits. A verb the provider lacks is null and declared in the capabilities. */
export type TerminalGateway = {
  capabilities: TerminalCapabilities;
  /**
   * Puts the operation to the device once; never repeats a money call by itself. Never rejects for a fault of network or
   * provider.
   */
  perform(operation: TerminalOperation, record: RecordExchange): Promise<OperationReply>;
  /** Asks what became of an operation sent earlier. */
  query: ((operation: TerminalOperation, record: RecordExchange) => Promise<QueryReply>) | null;
  /** Asks what of a fiscal sale can still go back. */
  getRefundable:
    | ((
        sale: { reference: string; providerDeviceId: string; currency: CurrencyCode },
        record: RecordExchange,
      ) => Promise<RefundableReply>)
    | null;
  /** Sales that several payments pay; each payment is an operation with `partOf`. */
  splitSales: SplitSalesGateway | null;
  /** Closes the open batch of a device, once. */
  closeBatch:
    | ((
        request: { attemptId: string; providerDeviceId: string },
        record: RecordExchange,
      ) => Promise<CloseBatchReply>)
    | null;
  /** Reads what the bank reports of the batches of one of its days. */
  readBankTotals:
    | ((request: { bankDate: CalendarDay }, record: RecordExchange) => Promise<BankTotalsReply>)
    | null;
  /** Asks to stop what a device is working on. Accepted is not stopped: the result of the operation itself says that. */
  abort:
    | ((
        running: { attemptId: string; reference: string; sessionHandle: string },
        record: RecordExchange,
      ) => Promise<AbortReply>)
    | null;
  /** Reads what the provider sent to one of our addresses. Pure; never throws. */
  readCallback: ((raw: RawCallback, about: CalledAbout) => CallbackReading) | null;
  /** The pages on which its payers pay, where they do; null or left out: it drives terminals. */
  pages?: PagesGateway | null;
  /** Proves the credentials by a login of its own, without touching a device. */
  testConnection(record: RecordExchange): Promise<ConnectionTestReply>;
};

/** The operation whose secret a callback carried, as far as reading it needs. */
export type CalledAbout = { kind: OperationKind; providerDeviceId: string; currency: CurrencyCode };

/** What came of a login that was tried to see whether it works. */
export type ConnectionTestReply =
  | { kind: 'ok'; expiresAt: Date | null }
  | { kind: 'refused'; reason: LoginRefusal }
  /** Nothing that decides came back; `unreachable`: not even a connection. */
  | { kind: 'no_answer'; cause: 'unreachable' | 'silent' };
