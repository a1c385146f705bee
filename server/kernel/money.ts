/** ISO 4217 alphabetic code this product handles. */
export type CurrencyCode = keyof typeof DIGITS;

/** An exact amount: whole minor units (kuruş, cents) with their currency. May be negative only as a difference. */
export type Money = { minor: number; currency: CurrencyCode };

/** Minor-unit digits of each currency (ISO 4217, table A.1). */
const DIGITS = {
  TRY: 2,
  USD: 2,
  EUR: 2,
  GBP: 2,
  CAD: 2,
  AUD: 2,
  CHF: 2,
  SEK: 2,
  NOK: 2,
  DKK: 2,
  PLN: 2,
  RON: 2,
  BGN: 2,
  CZK: 2,
  AED: 2,
  SAR: 2,
  QAR: 2,
  AZN: 2,
  GEL: 2,
  RUB: 2,
  CNY: 2,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  BHD: 3,
  JOD: 3,
  OMR: 3,
} as const;

/** Every currency code, for schemas and lists. */
export const CURRENCY_CODES = Object.keys(DIGITS) as [CurrencyCode, ...CurrencyCode[]];

/** The largest amount one operation may carry, in minor units: ten digits before the decimal sign of a two-digit currency. */
export const MAX_AMOUNT_MINOR = 999_999_999_999;

/** Thrown when amounts of different currencies meet: a programming error, never a user's. */
export class CurrencyMismatch extends Error {
  constructor(a: string, b: string) {
    super(`Amounts of ${a} and ${b} cannot be combined`);
  }
}

/** How many digits follow the decimal sign in this currency. */
export function currencyDigits(currency: CurrencyCode): number {
  return DIGITS[currency];
}

/** Whether a text is the code of a currency this product handles (upper case only). */
export function isCurrencyCode(text: string): text is CurrencyCode {
  return Object.hasOwn(DIGITS, text);
}

/** The exact sum; throws CurrencyMismatch on different currencies and on loss of exactness. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new CurrencyMismatch(a.currency, b.currency);
  return { minor: exact(a.minor + b.minor), currency: a.currency };
}

/** The exact difference a − b; throws CurrencyMismatch on different currencies. */
export function subtract(a: Money, b: Money): Money {
  return add(a, { minor: -b.minor, currency: b.currency });
}

/** Whether both are the same amount of the same currency. */
export function equals(a: Money, b: Money): boolean {
  return a.minor === b.minor && a.currency === b.currency;
}

/**
 * Reads canonical decimal text ("118", "118.5", "118.50", optional leading minus) digit by digit. Digits past the
 * currency's own must be zero. Null when the text is anything else: no exponent, sign, grouping, space or other digits.
 */
export function parseDecimal(text: string, currency: CurrencyCode): Money | null {
  const match = /^(-?)(\d{1,15})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) return null;
  const digits = currencyDigits(currency);
  const fraction = match[3] ?? '';
  if (/[^0]/.test(fraction.slice(digits))) return null;
  const minor = Number((match[2] ?? '') + fraction.slice(0, digits).padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  return { minor: match[1] && minor !== 0 ? -minor : minor, currency };
}

/** Canonical decimal text with exactly the currency's digits: {minor: 11850, TRY} → "118.50". */
export function toDecimal(money: Money): string {
  const digits = currencyDigits(money.currency);
  const text = Math.abs(exact(money.minor))
    .toString()
    .padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = money.minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(text.length - digits)}`;
}

function exact(minor: number): number {
  if (!Number.isSafeInteger(minor)) throw new RangeError('Amount is not a whole number of minor units');
  return minor;
}
