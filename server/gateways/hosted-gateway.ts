import type { Locale } from '#server/kernel/locale.ts';
import type { CurrencyCode, Money } from '#server/kernel/money.ts';
import type { BusinessCalendar, CalendarDay } from '#server/kernel/time.ts';
import type {
  ConnectionTestReply,
  DeclineReason,
  Evidence,
  OperationReply,
  QueryReply,
  RecordExchange,
  RefusalReason,
  UnknownCause,
} from './terminal-gateway.ts';

/** What payment pages of this connection can do; screens and rules follow these, never a provider's name. */
export type HostedCapabilities = {
  currencies: readonly CurrencyCode[];
  /** The most one payment may be. */
  maxAmountMinor: number;
  /** The numbers of instalments a payer may be allowed; 1 is the payment at once. */
  installmentCounts: readonly number[];
  /** How long a page can be paid on after it was opened. */
  pageLivesMs: number;
  /** How long after its end a payment of it may still come to light; only then an unpaid one counts as expired (F16). */
  watchedAfterMs: number;
  /** When the provider begins a new accounting day; a payment is cancelled on its own day only. */
  accountingCalendar: BusinessCalendar;
  /** A cancellation is offered until so long before that day ends. */
  cancelEndsBeforeDayMs: number;
  /** Each item of the basket can be refunded by itself. */
  refundsItems: boolean;
};

/** Who pays, as far as the provider wants to know; every member is personal data. */
export type Payer = {
  name: string;
  surname: string;
  email: string;
  /** E.164. */
  phone: string;
  /** Null: not asked for. */
  identityNumber: string | null;
  address: string;
  city: string;
  country: string;
};

/** An item of the basket; the prices of all add up to the amount. */
export type BasketItem = { id: string; name: string; isVirtual: boolean; priceMinor: number };

/** One payment somebody is asked for. `reference` is ours, unique for ever, and names basket and conversation alike. */
export type HostedOrder = {
  reference: string;
  amount: Money;
  description: string;
  payer: Payer;
  items: readonly BasketItem[];
  /** What the payer may choose from; a subset of what the connection can do. */
  installmentCounts: readonly number[];
  language: Locale;
  /** Where the payer's browser is sent after paying, or not paying. */
  returnUrl: string;
  /** What the provider calls the merchant's server for this request, as its notes ask for one. */
  ip: string;
};

/** A page that was opened for an order. `token` opens it: whoever has it can pay. */
export type PaymentPage = { token: string; url: string; livesMs: number };

/**
 * What of an answer disagrees with the page it should be about: its signature, the money, the order it names, what opens the
 * page; the rest is the answer.
 */
export type PageMisfit = 'signature' | 'amount' | 'reference' | 'session' | 'answer';

/** What came of asking for a page. No money moves before somebody pays on it, so every failure is final (F2–F12). */
export type OpenPageReply =
  | { kind: 'opened'; page: PaymentPage }
  /** The answer is about something else, or not signed as it must be: `fields` disagree (F11). Somebody has to be told. */
  | { kind: 'contradiction'; fields: readonly PageMisfit[] }
  | { kind: 'refused'; reason: RefusalReason; code: string; text: string | null }
  | { kind: 'not_opened'; cause: UnknownCause | 'unreachable' };

/**
 * What a provider keeps of a payment and what it owes the merchant for it, in minor units of the payment's currency. Its own
 * figures are finer: each is rounded by itself, so that they may miss their sum by the last digit.
 */
export type Settlement = {
  /** What the payer paid: the amount, and more for paying in instalments. */
  paidMinor: number;
  installmentCount: number;
  commissionMinor: number;
  feeMinor: number;
  /** Held back for a time. */
  blockedMinor: number;
  /** When the last of it is free. Where nothing is held back a provider may say it all the same: the day it pays. */
  blockedUntil: Date | null;
  payoutMinor: number;
  items: readonly SettledItem[];
};

/** One item of a paid basket. */
export type SettledItem = {
  itemId: string;
  /** By which the provider refunds this item. */
  providerItemId: string;
  priceMinor: number;
  paidMinor: number;
  commissionMinor: number;
  feeMinor: number;
  payoutMinor: number;
};

/** What the provider says of a payment page when asked; the only truth about it. */
export type RetrieveReply =
  /** Paid, and cleared of fraud. What of it disagrees with the order is for the rule to find (INV-8). */
  | { kind: 'paid'; evidence: Evidence; settlement: Settlement }
  /** Paid, and looked into for fraud: the goods stay here. */
  | { kind: 'in_review'; evidence: Evidence; settlement: Settlement }
  /** Turned down for good by the check for fraud, after it was paid. */
  | { kind: 'rejected'; code: string; text: string | null }
  /** Somebody tried and was declined; on the same page they may try again. */
  | { kind: 'declined_so_far'; reason: DeclineReason; code: string; text: string | null }
  /** Nobody has paid, or it is going on. */
  | { kind: 'not_paid' }
  /** It says something about another order, or is not signed as it must be: `fields` disagree (F11). */
  | { kind: 'contradiction'; fields: readonly PageMisfit[] }
  | { kind: 'no_answer'; cause: UnknownCause | 'unreachable'; retryAfterMs: number | null };

/** A payment that is to go back, as its provider knows it. */
export type HostedPayment = {
  /** Ours, of the order. */
  reference: string;
  providerPaymentId: string;
  amount: Money;
  /** What was paid: a cancellation gives back all of it, also what came on top for paying in instalments. */
  paidMinor: number;
  /** The provider's accounting day of the payment. */
  providerDate: CalendarDay;
};

/** Giving a payment back. `reference` is ours, of this attempt. */
export type HostedReturn = { attemptId: string; reference: string; payment: HostedPayment; ip: string } & (
  | { kind: 'cancel'; reason: string | null }
  | {
      kind: 'refund';
      amount: Money;
      /** Null: of the payment as a whole. */
      providerItemId: string | null;
      reason: string | null;
    }
);

/** A line of the provider's report of one day. */
export type ReportedMovement = {
  kind: 'payment' | 'cancel' | 'refund';
  providerTransactionId: string;
  /** The item of the basket it belongs to, as in `SettledItem`; a payment of several items has a line for each. */
  providerItemId: string | null;
  providerPaymentId: string;
  /** Of the payment: our reference of the order. */
  reference: string | null;
  /** Of a payment: what was paid. */
  amount: Money;
  commissionMinor: number;
  feeMinor: number;
  payoutMinor: number | null;
  at: Date;
};

/** What the provider reports of one of its days. */
export type DayReportReply =
  | { kind: 'reported'; movements: readonly ReportedMovement[] }
  | { kind: 'no_answer'; cause: UnknownCause | 'unreachable'; retryAfterMs: number | null };

/** What a call from outside says, before anybody knows whether any of it is true: at most which page there is news of. */
export type HostedHint =
  | { kind: 'page'; token: string }
  /** `noticeId`: the same for each repetition of it. */
  | { kind: 'notice'; token: string; noticeId: string }
  /** Unreadable, unsigned or signed by somebody else. */
  | { kind: 'nothing' };

/** The port of a provider on whose own page a payer pays. Never rejects for a fault of network or provider. */
export type HostedGateway = {
  capabilities: HostedCapabilities;
  /** Asks for a page, once. */
  openPage(order: HostedOrder, record: RecordExchange): Promise<OpenPageReply>;
  /** Asks what became of a page. */
  retrieve(order: HostedOrder, token: string, record: RecordExchange): Promise<RetrieveReply>;
  /** Puts it to the provider once; a lost answer is `unknown_outcome`, never sent again to find out. */
  giveBack(wish: HostedReturn, record: RecordExchange): Promise<OperationReply>;
  /** Reads back whether an earlier `giveBack` was carried out. */
  readBack(wish: HostedReturn, record: RecordExchange): Promise<QueryReply>;
  /** Reads all pages of the report of a day. */
  readDay(day: CalendarDay, record: RecordExchange): Promise<DayReportReply>;
  /** Reads a form that the payer's browser brought. Pure. */
  readReturn(body: { contentType: string | null; bytes: Uint8Array }): HostedHint;
  /** Reads a notice of the provider's server; without a signature of this account it says nothing. Pure. */
  readNotice(notice: { contentType: string | null; bytes: Uint8Array; signature: string | null }): HostedHint;
  /** Proves the credentials with a question that changes nothing. */
  testConnection(record: RecordExchange): Promise<ConnectionTestReply>;
};

/** An order, before anybody says what the merchant's server is called. */
export type PageOrder = Omit<HostedOrder, 'ip'>;

/** What only a provider with pages does: how one is opened and read, its reports, and what comes from outside about one. */
export type PagesGateway = Pick<HostedGateway, 'readDay' | 'readReturn'> & {
  open(order: PageOrder, record: RecordExchange): Promise<OpenPageReply>;
  /** Nobody knows any more where the payer's browser was to be sent. */
  retrieve(
    order: Omit<PageOrder, 'returnUrl'>,
    token: string,
    record: RecordExchange,
  ): Promise<RetrieveReply>;
  /** As in `HostedGateway`; `header`: what came in a header with this name in small letters. */
  readNotice(notice: {
    contentType: string | null;
    bytes: Uint8Array;
    header: (name: string) => string | null;
  }): HostedHint;
};
