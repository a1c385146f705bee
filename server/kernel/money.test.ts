import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  CURRENCY_CODES,
  CurrencyMismatch,
  currencyDigits,
  equals,
  isCurrencyCode,
  parseDecimal,
  subtract,
  toDecimal,
} from './money.ts';

describe('decimal text', () => {
  test.each([
    ['118', 11_800],
    ['118.5', 11_850],
    ['118.50', 11_850],
    ['118.500', 11_850],
    ['0.01', 1],
    ['-3.20', -320],
    ['0', 0],
    ['-0', 0],
  ])('%j is read digit by digit', (text, minor) => {
    expect(parseDecimal(text, 'TRY')).toEqual({ minor, currency: 'TRY' });
  });

  test.each([
    '',
    '0.001',
    '12.345',
    '1e3',
    '0x10',
    'NaN',
    'Infinity',
    '1,234.56',
    '1.234,56',
    '+5',
    ' 5 ',
    '5 ',
    '٥',
    '１',
    '1_000',
    '.5',
    '5.',
    '--1',
    'null',
    '1\u00005',
    '99999999999999999',
  ])('%j is not an amount', (text) => {
    expect(parseDecimal(text, 'TRY')).toBeNull();
  });

  test('survives writing and reading in every currency', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CURRENCY_CODES),
        fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
        (currency, minor) => {
          const money = { minor, currency };
          expect(parseDecimal(toDecimal(money), currency)).toEqual({
            minor: minor === 0 ? 0 : minor,
            currency,
          });
        },
      ),
    );
  });

  test('has exactly the digits of its currency', () => {
    expect(toDecimal({ minor: 5, currency: 'TRY' })).toBe('0.05');
    expect(toDecimal({ minor: 5, currency: 'JPY' })).toBe('5');
    expect(toDecimal({ minor: 5, currency: 'KWD' })).toBe('0.005');
    expect(currencyDigits('TRY')).toBe(2);
  });
});

test('different currencies never meet', () => {
  expect(() => add({ minor: 1, currency: 'TRY' }, { minor: 1, currency: 'EUR' })).toThrow(CurrencyMismatch);
  expect(() => subtract({ minor: 1, currency: 'TRY' }, { minor: 1, currency: 'EUR' })).toThrow(
    CurrencyMismatch,
  );
  expect(equals({ minor: 1, currency: 'TRY' }, { minor: 1, currency: 'EUR' })).toBe(false);
});

test('a sum that would lose a kuruş is refused', () => {
  const most = { minor: Number.MAX_SAFE_INTEGER, currency: 'TRY' as const };
  expect(() => add(most, { minor: 1, currency: 'TRY' })).toThrow(RangeError);
});

test.each(['try', 'XXX', 'constructor', '__proto__', ''])('%j is no currency', (text) => {
  expect(isCurrencyCode(text)).toBe(false);
});
