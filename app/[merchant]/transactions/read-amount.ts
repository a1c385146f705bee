import { readTypedAmount } from '#components/money/typed-amount.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { ReadAmount } from '#server/transactions/transaction-filter.ts';

/** Reads amounts of the filter in the reader's notation: `1.234,50` in Turkish, `1,234.50` in English. */
export function amountReader(
  currency: CurrencyCode,
  locale: Locale,
): { read: ReadAmount; currency: CurrencyCode } {
  return {
    currency,
    read(text) {
      const typed = readTypedAmount(text, currency, locale);
      if (typed.kind !== 'amount') return typed.kind === 'empty' ? 'amountUnreadable' : typed.problem;
      return parseDecimal(typed.decimal, currency)?.minor ?? 'amountUnreadable';
    },
  };
}
