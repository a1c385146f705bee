import { expect, test } from 'vitest';
import { readTypedDiscount, writeDiscount } from './typed-discount.ts';

test.each([
  ['%10', { kind: 'percent', basisPoints: 1000 }],
  ['10%', { kind: 'percent', basisPoints: 1000 }],
  ['12,5 %', { kind: 'percent', basisPoints: 1250 }],
  ['0.25%', { kind: 'percent', basisPoints: 25 }],
  ['1.234,50', { kind: 'amount', decimal: '1234.50' }],
  ['5', { kind: 'amount', decimal: '5' }],
  [' ', { kind: 'none' }],
])('%s is read as a Turkish reader means it', (typed, discount) => {
  expect(readTypedDiscount(typed, 'TRY', 'tr')).toEqual(discount);
});

test.each(['%', '0%', '100%', '%10%', '10%5', '1,234%', '-5', 'five', '5,123'])(
  '%s is no discount',
  (typed) => {
    expect(readTypedDiscount(typed, 'TRY', 'tr')).toEqual({ kind: 'unreadable' });
  },
);

test.each([
  ['tr', '1.234,50', '%12,5'],
  ['en', '1,234.50', '12.5%'],
  ['fr', '1\u202f234,50', '12,5%'],
] as const)(
  'what was typed in %s comes back in the same notation and means the same',
  (locale, amount, percent) => {
    for (const typed of [amount, percent]) {
      const discount = readTypedDiscount(typed, 'TRY', locale);
      expect(writeDiscount(discount, 'TRY', locale)).toBe(typed);
    }
  },
);
