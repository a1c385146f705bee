import { currencyDigits, isCurrencyCode } from '#server/kernel/money.ts';
import { minorToDecimal } from './decimal.ts';
import type { ColumnKind } from './export-columns.ts';
import { escapeXml, STYLE } from './xlsx-parts.ts';

/**
 * A cell of its type (ECMA-376-1 §18.3.1.4): an amount and a moment are numbers with a format, everything else is text and
 * never a formula. Empty values are no cell.
 */
export function xlsxCell(place: string, as: ColumnKind, value: string, currency = ''): string {
  if (value === '') return '';
  switch (as) {
    case 'text':
      return textCell(place, value, STYLE.usual);
    case 'money':
      return numberCell(place, minorToDecimal(value, currency), moneyStyle(currency));
    case 'number':
      return numberCell(place, value, STYLE.number);
    case 'instant':
      return numberCell(place, serialOf(value), STYLE.instant);
    case 'day':
      return numberCell(place, serialOf(value), STYLE.day);
  }
}

/** A cell of a head: bold text. */
export function xlsxHead(place: string, text: string): string {
  return textCell(place, text, STYLE.head);
}

/** The letters of a column: 0 → A, 26 → AA. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}

function textCell(place: string, text: string, style: number): string {
  const space = /^\s|\s$/.test(text) ? ' xml:space="preserve"' : '';
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t${space}>${escapeXml(text)}</t></is></c>`;
}

function numberCell(place: string, value: string, style: number): string {
  return `<c r="${place}" s="${style}"><v>${value}</v></c>`;
}

function moneyStyle(currency: string): number {
  const digits = isCurrencyCode(currency) ? currencyDigits(currency) : 0;
  return digits === 0 ? STYLE.money0 : digits === 2 ? STYLE.money2 : STYLE.money3;
}

/** 1 January 1970 in days of a spreadsheet, which count from the end of 1899. */
const EPOCH = 25_569;
const DAY_MS = 86_400_000;

/** `2026-03-04` or `2026-03-04 13:05:00` as days of a spreadsheet, which know no zone. */
function serialOf(text: string): string {
  const at = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text.replace(' ', 'T')}Z`);
  return String(Math.round((at / DAY_MS + EPOCH) * 86_400) / 86_400);
}
