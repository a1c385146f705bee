import { createTranslator } from 'next-intl';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { currencyDigits, type Money, toDecimal } from '#server/kernel/money.ts';
import { printable } from './printable.ts';

/** How a slip speaks: its words, its amounts and its times in one language. */
export type SlipText = ReturnType<typeof slipText>;

/** English dates have the month as a word, so that nobody can misread them; the others write figures. */
const DATES: Record<Locale, { region: string; month: 'short' | '2-digit' }> = {
  tr: { region: 'tr', month: '2-digit' },
  en: { region: 'en-GB', month: 'short' },
  fr: { region: 'fr', month: '2-digit' },
};

/** The words, amounts and times of a slip in a language, on the wall clock of the shop. */
export function slipText(language: Locale, timeZone: string) {
  const say = createTranslator({ locale: language, messages: messages[language], namespace: 'receipt.slip' });
  const { region, month } = DATES[language];
  const date = new Intl.DateTimeFormat(region, { day: '2-digit', month, year: 'numeric', timeZone });
  const time = new Intl.DateTimeFormat(region, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  return {
    say,
    date: (at: Date) => printable(date.format(at)),
    time: (at: Date) => printable(time.format(at)),
    /** Figures only, exact to the last minor unit. */
    figures: (money: Money) => figures(money, language),
    /** Figures and currency. On paper the lira is TL: no receipt printer has its sign. */
    amount: (money: Money) =>
      `${figures(money, language)} ${money.currency === 'TRY' && language === 'tr' ? 'TL' : money.currency}`,
  };
}

function figures(money: Money, language: Locale): string {
  const digits = currencyDigits(money.currency);
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Decimal text, not a number: formatted exactly, however large.
  return printable(format.format(toDecimal(money) as `${number}`));
}
