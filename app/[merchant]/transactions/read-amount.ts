import { readTypedAmount } from '#components/money/typed-amount.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { AmountProblem, ReadAmount } from '#server/transactions/list-reader.ts';

/** Reads amounts in the reader's notation: `1.234,50` in Turkish, `1,234.50` in English. */
export function amountReader(locale: Locale): ReadAmount {
  return (text, currency) => readIn(locale, text, currency);
}

/** Reads amounts as a slip of any language may have them; where that leaves a choice, in the reader's notation. */
export function anyAmountReader(locale: Locale): ReadAmount {
  return (text, currency) => {
    const own = readIn(locale, text, currency);
    const others = (['en', 'tr'] as const).map((other) => readIn(other, text, currency));
    return [own, ...others].find((read) => typeof read === 'number') ?? own;
  };
}

function readIn(locale: Locale, text: string, currency: CurrencyCode): number | AmountProblem {
  const typed = readTypedAmount(text, currency, locale);
  if (typed.kind !== 'amount') return typed.kind === 'empty' ? 'amountUnreadable' : typed.problem;
  return parseDecimal(typed.decimal, currency)?.minor ?? 'amountUnreadable';
}
