import { createTranslator } from 'next-intl';
import { minorToDecimal } from '#server/exports/decimal.ts';
import { wallClock } from '#server/exports/wall-clock.ts';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { ReportContent } from './report.ts';

/** How figures and days are written in a document: by rules of ours, since those of a platform change with its versions. */
const MANNERS: Record<
  Locale,
  { group: string; decimal: string; day: (y: string, m: string, d: string) => string }
> = {
  tr: { group: '.', decimal: ',', day: (y, m, d) => `${d}.${m}.${y}` },
  en: { group: ',', decimal: '.', day: (y, m, d) => `${y}-${m}-${d}` },
  fr: { group: ' ', decimal: ',', day: (y, m, d) => `${d}/${m}/${y}` },
};

/** What stands where a side says nothing. */
export const SILENT = '-';

/** The words, figures and times of a report that is a document, in one language. */
export type SheetWords = ReturnType<typeof sheetWords>;

/**
 * How a document speaks. The words of a report are its own (`reportFile`): whoever changes one changes what reprints are, and
 * gives the layout another name first.
 */
export function sheetWords(locale: Locale) {
  const say = createTranslator({ locale, messages: messages[locale], namespace: 'reportFile' });
  const { group, decimal, day } = MANNERS[locale];
  const figures = (minor: number | null, currency: CurrencyCode) => {
    if (minor === null) return SILENT;
    const [whole = '', cents] = minorToDecimal(String(Math.abs(minor)), currency).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
    return `${minor < 0 ? '-' : ''}${grouped}${cents === undefined ? '' : `${decimal}${cents}`}`;
  };
  const dayOf = (date: string) => {
    const [year = '', month = '', rest = ''] = date.split('-');
    return day(year, month, rest);
  };
  return {
    say,
    /** An amount without its currency, which stands beside it in a column of its own. */
    figures,
    /** A difference, whose sign is always written. */
    signed: (minor: number | null, currency: CurrencyCode) =>
      `${minor !== null && minor > 0 ? '+' : ''}${figures(minor, currency)}`,
    /** What was taken off; nothing is not less than nothing. */
    less: (minor: number, currency: CurrencyCode) => figures(minor === 0 ? 0 : -minor, currency),
    day: dayOf,
    /** An instant on the wall clock of a zone. */
    at: (instant: string | Date, timeZone: string) => {
      const [date = '', time = ''] = wallClock(timeZone)(String(new Date(instant).getTime())).split(' ');
      return `${dayOf(date)} ${time}`;
    },
    /** A bank by its name and number, a card type by its name. */
    nameOf: (
      { acquirerId: id, acquirerName: name }: { acquirerId: string; acquirerName: string | null },
      by: ReportContent['totalsBy'],
    ) => {
      if (by === 'card_brand') return name ?? (id || say('unknownCard'));
      if (!id) return name ?? say('unnamed');
      return name ? `${name} ${id}` : id;
    },
  };
}
