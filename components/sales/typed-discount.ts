import { amountParts, numberSigns } from '#components/money/format-amount.ts';
import { readTypedAmount } from '#components/money/typed-amount.ts';
import { WHOLE } from '#server/kernel/line-price.ts';
import type { Locale } from '#server/kernel/locale.ts';
import { type CurrencyCode, parseDecimal } from '#server/kernel/money.ts';
import type { DraftDiscount } from './draft-sale.ts';

/**
 * Reads a discount as people write it: `10%`, `%10` and `%12,5` are per cent, anything else is an amount in the reader's
 * notation. At most two decimals of a per cent, and less than the whole.
 */
export function readTypedDiscount(typed: string, currency: CurrencyCode, locale: Locale): DraftDiscount {
  const text = typed.replace(/\s/g, '');
  if (text === '') return { kind: 'none' };
  if (text.includes('%')) return readPercent(text);
  const amount = readTypedAmount(text, currency, locale);
  return amount.kind === 'amount' ? { kind: 'amount', decimal: amount.decimal } : { kind: 'unreadable' };
}

/** A discount in the reader's notation, as `readTypedDiscount` reads it back: a form that is shown again begins with it. */
export function writeDiscount(discount: DraftDiscount, currency: CurrencyCode, locale: Locale): string {
  switch (discount.kind) {
    case 'none':
    case 'unreadable':
      return '';
    case 'amount': {
      const amount = parseDecimal(discount.decimal, currency);
      if (!amount) return '';
      const { whole, fraction } = amountParts(amount, locale);
      return `${whole}${fraction}`;
    }
    case 'percent': {
      const percent = String(discount.basisPoints / 100).replace('.', numberSigns(locale).decimal);
      return locale === 'tr' ? `%${percent}` : `${percent}%`;
    }
  }
}

function readPercent(text: string): DraftDiscount {
  const [, before, after] = /^(?:%(?=\d))?(\d{1,2})(?:[.,](\d{1,2}))?%?$/.exec(text) ?? [];
  if (before === undefined || text.split('%').length !== 2) return { kind: 'unreadable' };
  const basisPoints = Number(before) * 100 + Number((after ?? '').padEnd(2, '0'));
  return basisPoints > 0 && basisPoints < WHOLE ? { kind: 'percent', basisPoints } : { kind: 'unreadable' };
}
