import { z } from 'zod';
import { CURRENCY_CODES } from '#server/kernel/money.ts';
import type { TerminalCapabilities } from '../capabilities.ts';

const wallClock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** §3: what an e-mail address may be written with. */
export const EMAIL_SIGNS = /^[A-Za-z0-9@.!#$%+\-_{|}~]{1,60}$/;

/** Choices of a merchant's account that are not secret. */
export const settingsSchema = z.object({
  /** §1.7: not on the wire; what the account is configured for. */
  currency: z.enum(CURRENCY_CODES).default('CAD'),
  /** §2.1: an equal host, apart; asked when the first could not be reached. */
  secondaryUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
  /** §3: off where the account may not override its addresses (9001): then every result comes to one fixed address. */
  dynamicUrls: z.boolean().default(true),
  /** §10.11: off until proven with a real terminal. */
  lookUp: z.boolean().default(false),
  /** §10.4: likewise. */
  settlementReport: z.boolean().default(false),
  /** §10.13: when the bank closes its batch. */
  cutOff: wallClock.default('00:00'),
  timeZone: z.string().default('America/Toronto'),
  /** §3: CUSTEMAIL is required; sent when the customer gave none. */
  fallbackEmail: z.email().max(60).regex(EMAIL_SIGNS),
  /** U18: a soft limit of our own. */
  maxAmountMinor: z.number().int().positive().max(999_999_999).default(9_999_999),
});

/** A merchant's account, as far as it is not secret. */
export type InterpaySettings = z.output<typeof settingsSchema>;

/** §2.12: one pair per merchant, separate for test and live. */
export const credentialsSchema = z.object({
  termId: z.string().regex(/^[A-Za-z0-9]{1,16}$/),
  pass: z.string().min(1).max(16),
});

/** What proves that a request is the merchant's. */
export type InterpayCredentials = z.output<typeof credentialsSchema>;

/** §10.14: a void is offered until so long before the bank closes its batch. */
const VOID_ENDS_BEFORE_MS = 10 * 60_000;

/** What devices of an account can do. */
export function interpayCapabilities(settings: InterpaySettings): TerminalCapabilities {
  return {
    page: null,
    currencies: [settings.currency],
    maxAmountMinor: settings.maxAmountMinor,
    maxInstallmentCount: 1,
    saleBy: 'amount',
    refundBy: 'amount',
    paymentTypes: ['card'],
    documents: [],
    takesBuyer: false,
    takesNotice: false,
    saleOptions: ['invoiceNumber', 'description', 'email', 'printsOnTerminal'],
    takesDiscount: false,
    takesSurcharge: false,
    splitsPayment: false,
    keepsFiscalDay: false,
    // §8.8: a refund is a session of its own, with the card at the terminal. A void needs none.
    cardNeededFor: ['sale', 'refund'],
    accountingCalendar: { timeZone: settings.timeZone, cutOff: settings.cutOff },
    voidEndsBeforeDayMs: VOID_ENDS_BEFORE_MS,
    // §8.10, §8.11.
    neverVoidedBrands: ['interac'],
    resultBy: 'callback',
    aborts: true,
    canQuery: settings.lookUp,
    preauthorizes: false,
    batchClosedBy: 'bank',
    totalsBy: 'card_brand',
    readsBankTotals: settings.settlementReport,
    sendsSlip: true,
    referenceForm: 'ten_digits',
  };
}
