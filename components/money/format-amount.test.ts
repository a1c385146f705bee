import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '#server/kernel/locale.ts';
import { CURRENCY_CODES, toDecimal } from '#server/kernel/money.ts';
import { amountParts, formatAmount } from './format-amount.ts';

describe('an amount on the screen', () => {
  it('is grouped and pointed as its language does', () => {
    const money = { minor: 123456750, currency: 'TRY' } as const;
    expect(formatAmount(money, 'tr')).toBe('1.234.567,50\u202fTRY');
    expect(formatAmount(money, 'en')).toBe('1,234,567.50\u202fTRY');
    expect(formatAmount(money, 'fr')).toBe('1\u202f234\u202f567,50\u202fTRY');
  });

  it('groups four figures too', () => {
    for (const locale of LOCALES)
      expect(amountParts({ minor: 123400, currency: 'EUR' }, locale).whole).toMatch(/^1\D234$/);
  });

  it('has exactly the digits of its currency', () => {
    expect(formatAmount({ minor: 5, currency: 'TRY' }, 'en')).toBe('0.05\u202fTRY');
    expect(formatAmount({ minor: 1500, currency: 'JPY' }, 'en')).toBe('1,500\u202fJPY');
    expect(formatAmount({ minor: 1500, currency: 'KWD' }, 'en')).toBe('1.500\u202fKWD');
  });

  it('shows a loss with a true minus and zero without any', () => {
    expect(formatAmount({ minor: -11800, currency: 'TRY' }, 'tr')).toBe('\u2212118,00\u202fTRY');
    expect(formatAmount({ minor: -0, currency: 'TRY' }, 'tr')).toBe('0,00\u202fTRY');
  });

  it('keeps every digit of every exact amount', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.constantFrom(...CURRENCY_CODES),
        fc.constantFrom(...LOCALES),
        (minor, currency, locale) => {
          const { whole, fraction } = amountParts({ minor, currency }, locale);
          const shown = `${whole}${fraction}`.replace(/\D/g, '');
          expect(shown).toBe(toDecimal({ minor, currency }).replace(/\D/g, ''));
        },
      ),
    );
  });
});
