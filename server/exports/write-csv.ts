import type { Locale } from '#server/kernel/locale.ts';
import { minorToDecimal } from './decimal.ts';
import type { ColumnKind } from './export-columns.ts';

/**
 * How a language's spreadsheet reads a text file: what stands between the cells, and the sign of its decimals. Where the
 * decimal sign is a comma, the comma cannot divide.
 */
const SIGNS: Record<Locale, { between: string; decimal: string }> = {
  tr: { between: ';', decimal: ',' },
  fr: { between: ';', decimal: ',' },
  en: { between: ',', decimal: '.' },
};

/** Tells a spreadsheet that the file is UTF-8; else it garbles every letter that is not English. */
export const BYTE_ORDER_MARK = '\ufeff';

/** What a spreadsheet takes for the beginning of a formula, also behind characters it leaves out (OWASP, CSV injection). */
const FORMULA = /^[\s\u200b-\u200f\ufeff]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

/** A line of a text file in a language: cells divided, quoted where they must be (RFC 4180 §2), ended by CR LF. */
export function csvWriter(locale: Locale) {
  const { between, decimal } = SIGNS[locale];
  const mustBeQuoted = new RegExp(`[${between}"\r\n]|^\\s|\\s$`);
  const quoted = (text: string) => (mustBeQuoted.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return {
    /** One cell. Text never becomes a formula: an apostrophe before it says that it is text. */
    cell(as: ColumnKind, value: string, currency = ''): string {
      if (value === '') return '';
      if (as === 'money') return minorToDecimal(value, currency, decimal);
      // Our own digits, which cannot hold anything else.
      if (as !== 'text') return value;
      return quoted(FORMULA.test(value) ? `'${value}` : value);
    },
    line(cells: readonly string[]): string {
      return `${cells.join(between)}\r\n`;
    },
  };
}
export type CsvWriter = ReturnType<typeof csvWriter>;
