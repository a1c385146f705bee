import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '#server/kernel/locale.ts';
import { toDecimal } from '#server/kernel/money.ts';
import { formatAmount } from './format-amount.ts';
import { readTypedAmount } from './typed-amount.ts';

const decimalOf = (
  typed: string,
  locale: (typeof LOCALES)[number] = 'tr',
  currency: 'TRY' | 'JPY' | 'KWD' = 'TRY',
) => {
  const read = readTypedAmount(typed, currency, locale);
  return read.kind === 'amount' ? read.decimal : read.kind === 'empty' ? null : read.problem;
};

describe('an amount being typed', () => {
  it('is the same in Turkish and in English notation', () => {
    for (const locale of LOCALES) {
      expect(decimalOf('1.234,56', locale)).toBe('1234.56');
      expect(decimalOf('1,234.56', locale)).toBe('1234.56');
      expect(decimalOf('12,5', locale)).toBe('12.5');
      expect(decimalOf('12.50', locale)).toBe('12.50');
      expect(decimalOf('1 234,56', locale)).toBe('1234.56');
      expect(decimalOf('1.234.567', locale)).toBe('1234567');
    }
  });

  it('reads a lone sign before three figures as the language of the reader does, and never cuts the third figure off', () => {
    expect(decimalOf('1.234', 'tr')).toBe('1234');
    expect(decimalOf('1,234', 'en')).toBe('1234');
    expect(decimalOf('1.234', 'en')).toBe('amountTooFine');
    expect(decimalOf('12,345', 'tr')).toBe('amountTooFine');
    expect(decimalOf('12.345', 'fr')).toBe('amountTooFine');
  });

  it('shows grouping while the figures come in, and leaves the unfinished end as it is', () => {
    const shown = (typed: string) => {
      const read = readTypedAmount(typed, 'TRY', 'tr');
      return read.kind === 'amount' ? read.shown : null;
    };
    expect(['1', '12', '1234', '12345', '1.2345', '1.234.', '1234,', '1234,5', '007'].map(shown)).toEqual([
      '1',
      '12',
      '1.234',
      '12.345',
      null,
      null,
      '1.234,',
      '1.234,5',
      '7',
    ]);
  });

  it('is below zero only where that may be, with a true minus from then on', () => {
    const signed = (typed: string) => readTypedAmount(typed, 'CAD', 'fr', true);
    expect(signed('-1234,5')).toEqual({ kind: 'amount', decimal: '-1234.5', shown: '\u22121\u202f234,5' });
    expect(signed('\u2212 7')).toMatchObject({ decimal: '-7' });
    expect(signed('-')).toEqual({ kind: 'empty' });
    expect([signed('--7').kind, signed('7-').kind]).toEqual(['unreadable', 'unreadable']);
    expect(decimalOf('-7')).toBe('amountUnreadable');
  });

  it('has only the digits of its currency', () => {
    expect(decimalOf('1500', 'en', 'JPY')).toBe('1500');
    expect(decimalOf('1500.0', 'en', 'JPY')).toBe('amountTooFine');
    expect(decimalOf('1.500,125', 'tr', 'KWD')).toBe('1500.125');
  });

  it('refuses what is not an amount instead of making one out of it', () => {
    for (const typed of [
      '1e3',
      '0x10',
      '-1',
      '+5',
      'NaN',
      'Infinity',
      '١٢',
      '１２',
      '1_000',
      '1,2,3',
      '.',
      ',',
      '₺5',
      '1..5',
      '12.34.5',
    ]) {
      expect(decimalOf(typed, 'en'), typed).toBe('amountUnreadable');
    }
    expect(decimalOf('9999999999999,99')).toBe('amountTooLarge');
    expect(decimalOf('9007199254740993')).toBe('amountTooLarge');
    expect(decimalOf('   ')).toBe(null);
  });

  it('reads back every amount as the screen writes it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 999_999_999_999 }),
        fc.constantFrom(...LOCALES),
        (minor, locale) => {
          const money = { minor, currency: 'TRY' } as const;
          const written = formatAmount(money, locale).replace(/\u202fTRY$/, '');
          expect(decimalOf(written, locale)).toBe(toDecimal(money));
        },
      ),
    );
  });
});
