import type { CurrencyCode } from '#server/kernel/money.ts';
import type { BusinessCalendar } from '#server/kernel/time.ts';
import type { FiscalDocument } from './fiscal-details.ts';
import type { SaleOption } from './sale-options.ts';
import type { OperationKind, PaymentType } from './terminal-gateway.ts';

/** What a page of the provider's lets a payer do, and how long. */
export type PageCapabilities = {
  /** The numbers of instalments a payer may be allowed; 1 is the payment at once. */
  installmentCounts: readonly number[];
  livesMs: number;
  /** How long after its end a payment of it may still come to light (F16). */
  watchedAfterMs: number;
  /** Each item of a basket can be refunded by itself. */
  refundsItems: boolean;
};

/** What a device of this connection can do; screens and rules follow these, never a provider's name. */
export type TerminalCapabilities = {
  /**
   * Null of a terminal. Of a till without one: its payers pay on a page of the provider's, many at a time, by a link they
   * are given.
   */
  page: PageCapabilities | null;
  currencies: readonly CurrencyCode[];
  /** The most one sale may be; null: as much as one operation may carry. */
  maxAmountMinor: number | null;
  /** 1 means single payment only. */
  maxInstallmentCount: number;
  /** Fiscal devices print a receipt and therefore need the lines of a sale. */
  saleBy: 'amount' | 'lines';
  refundBy: 'amount' | 'lines';
  /** With what a customer can pay; the first is the usual one. */
  paymentTypes: readonly PaymentType[];
  /** Fiscal documents a sale can be given, the usual one first; empty where the device makes none. */
  documents: readonly FiscalDocument[];
  /** A sale can name its buyer. */
  takesBuyer: boolean;
  /** A sale can name a phone number and an e-mail address that its document is sent to. */
  takesNotice: boolean;
  /** What else a sale can tell the provider. */
  saleOptions: readonly SaleOption[];
  /** Lines can cost less than quantity × unit price. */
  takesDiscount: boolean;
  /** The customer can pay more than the price for paying in instalments. */
  takesSurcharge: boolean;
  /** One sale can be paid by several payments: started, paid in parts, completed. */
  splitsPayment: boolean;
  /** A cash register: it counts a fiscal day of its own, cash included, and prints its total (Z) itself. */
  keepsFiscalDay: boolean;
  /** Operations for which the cardholder presents the card at the device. */
  cardNeededFor: readonly OperationKind[];
  /** When the provider begins a new accounting day; «same day» for a void is judged by it. */
  accountingCalendar: BusinessCalendar;
  /** A void is offered until so long before the provider's accounting day ends. */
  voidEndsBeforeDayMs: number;
  /** Kinds of card whose payments cannot be voided, by their brand. */
  neverVoidedBrands: readonly string[];
  /** How the result of an operation comes: with the answer to its request, or later by a callback. */
  resultBy: 'answer' | 'callback';
  /** Can be asked to stop what its device is working on. */
  aborts: boolean;
  canQuery: boolean;
  /** Can hold an amount on a card and take it later, partly or whole, once. */
  preauthorizes: boolean;
  /** Who closes a batch: the device when it is told to, or the bank by itself at the end of its accounting day. */
  batchClosedBy: 'device' | 'bank';
  /** By what the bank's figures of a batch are told apart. */
  totalsBy: 'acquirer' | 'card_brand';
  /** The bank's figures of a batch can be read from the provider; where not, a person types them in. */
  readsBankTotals: boolean;
  /** The terminal sends the slip it printed. */
  sendsSlip: boolean;
  /** How our reference of an operation is written: our usual one, or ten digits. */
  referenceForm: 'usual' | 'ten_digits';
};
