import type { Locale } from '#server/kernel/locale.ts';
import { type CurrencyCode, currencyDigits, MAX_AMOUNT_MINOR, parseDecimal } from '#server/kernel/money.ts';
import { MINUS, numberSigns } from './format-amount.ts';

/** What a text typed into an amount field means. `decimal` is canonical ("1234.5"); `problem` is a key of `common.form`. */
export type TypedAmount =
  | { kind: 'empty' }
  | { kind: 'amount'; decimal: string; shown: string }
  | { kind: 'unreadable'; problem: 'amountUnreadable' | 'amountTooFine' | 'amountTooLarge' };

/** Signs people group with, besides the comma and the point: spaces of all widths and apostrophes. */
const GROUPING = /[\s\u00a0\u2009\u202f'’]/g;

/**
 * Reads an amount as it is being typed or pasted, in Turkish, French or English notation. With both a comma and a point
 * the last one is the decimal sign; a sign written several times groups; a lone one followed by exactly three figures
 * groups only if that is its use in this language. Nothing is rounded, dropped or guessed: what does not fit is a problem.
 * `isSigned`: a minus in front is read too; alone it is the beginning of an amount.
 */
export function readTypedAmount(
  typed: string,
  currency: CurrencyCode,
  locale: Locale,
  isSigned = false,
): TypedAmount {
  const written = typed.replace(GROUPING, '');
  const isNegative = isSigned && (written.startsWith('-') || written.startsWith(MINUS));
  const text = isNegative ? written.slice(1) : written;
  if (text === '') return { kind: 'empty' };
  if (!/^[0-9.,]*$/.test(text) || !/[0-9]/.test(text)) return unreadable('amountUnreadable');

  const cut = decimalPosition(text, locale);
  const whole = cut === -1 ? text : text.slice(0, cut);
  const fraction = cut === -1 ? '' : text.slice(cut + 1);
  if (!/^\d*$/.test(fraction) || !isGrouped(whole)) return unreadable('amountUnreadable');

  const figures = whole.replace(/[.,]/g, '').replace(/^0+(?=\d)/, '') || '0';
  const digits = currencyDigits(currency);
  if (fraction.length > digits || (cut !== -1 && digits === 0)) return unreadable('amountTooFine');
  const decimal = fraction === '' ? figures : `${figures}.${fraction}`;
  const money = parseDecimal(decimal, currency);
  if (!money || money.minor > MAX_AMOUNT_MINOR) return unreadable('amountTooLarge');

  const signs = numberSigns(locale);
  const tail = cut === -1 ? '' : `${signs.decimal}${fraction}`;
  const shown = `${group(figures, signs.group)}${tail}`;
  return isNegative
    ? { kind: 'amount', decimal: `-${decimal}`, shown: MINUS + shown }
    : { kind: 'amount', decimal, shown };
}

function unreadable(problem: 'amountUnreadable' | 'amountTooFine' | 'amountTooLarge'): TypedAmount {
  return { kind: 'unreadable', problem };
}

function decimalPosition(text: string, locale: Locale): number {
  const signs = [...text].filter((character) => /[.,]/.test(character));
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (signs.length === 0) return -1;
  if (new Set(signs).size > 1) return last;
  if (signs.length > 1) return -1;
  const isGroupOfThree = text.length - last - 1 === 3 && last > 0 && text[last] === numberSigns(locale).group;
  return isGroupOfThree ? -1 : last;
}

/** Plain figures, or groups of three divided by one and the same sign. */
function isGrouped(whole: string): boolean {
  return /^\d*$/.test(whole) || /^\d{1,3}([.,])\d{3}(?:\1\d{3})*$/.test(whole);
}

function group(figures: string, sign: string): string {
  return figures.replace(/\B(?=(\d{3})+$)/g, sign);
}
