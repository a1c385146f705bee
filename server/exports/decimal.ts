import { currencyDigits, isCurrencyCode } from '#server/kernel/money.ts';

/** Minor units as text, written as a decimal: "-11850" of TRY → "-118.50". The digits of the currency, none of them lost. */
export function minorToDecimal(minor: string, currency: string, sign = '.'): string {
  const digits = isCurrencyCode(currency) ? currencyDigits(currency) : 0;
  if (digits === 0) return minor;
  const isNegative = minor.startsWith('-');
  const figures = (isNegative ? minor.slice(1) : minor).padStart(digits + 1, '0');
  const cut = figures.length - digits;
  return `${isNegative ? '-' : ''}${figures.slice(0, cut)}${sign}${figures.slice(cut)}`;
}
