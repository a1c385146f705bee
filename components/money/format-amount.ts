import type { Locale } from '#server/kernel/locale.ts';
import { currencyDigits, type Money, toDecimal } from '#server/kernel/money.ts';

/** A true minus (U+2212): as wide as a plus, never broken from its figure. */
export const MINUS = '\u2212';

/** Between figure and currency code: narrow and never broken (U+202F). */
export const THIN_SPACE = '\u202f';

/** An amount cut into what is set differently: `−`, `1.234`, `,50`, `TRY`. */
export type AmountParts = { sign: '' | typeof MINUS; whole: string; fraction: string; currency: string };

const formats = new Map<string, Intl.NumberFormat>();

/** Writes an amount as its language does, exactly: the figures come from the digits, never through a float. */
export function amountParts(money: Money, locale: Locale): AmountParts {
  const digits = currencyDigits(money.currency);
  const key = `${locale} ${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(key, format);
  }
  const text = toDecimal({ ...money, minor: Math.abs(money.minor) }) as `${number}`;
  const parts = format.formatToParts(text);
  const cut = parts.findIndex((part) => part.type === 'decimal');
  const written = parts.map((part) => part.value);
  return {
    sign: money.minor < 0 ? MINUS : '',
    whole: written.slice(0, cut === -1 ? undefined : cut).join(''),
    fraction: cut === -1 ? '' : written.slice(cut).join(''),
    currency: money.currency,
  };
}

/** The same as one text, for buttons and sentences: `−1.234,50 TRY`. */
export function formatAmount(money: Money, locale: Locale): string {
  const { sign, whole, fraction, currency } = amountParts(money, locale);
  return `${sign}${whole}${fraction}${THIN_SPACE}${currency}`;
}

/** The grouping and decimal signs of a language. */
export function numberSigns(locale: Locale): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale).formatToParts(1234567.8);
  return {
    group: parts.find((part) => part.type === 'group')?.value ?? ',',
    decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
  };
}
