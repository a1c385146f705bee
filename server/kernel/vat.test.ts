import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vatTotals } from './vat.ts';

it('finds the VAT inside prices per rate, lowest first, rounded half up once on the sum', () => {
  expect(
    vatTotals([
      { vatRate: '20', paidMinor: 12_000 },
      { vatRate: '1', paidMinor: 10_150 },
      { vatRate: '10', paidMinor: 105 },
      { vatRate: '10', paidMinor: 60 },
      { vatRate: '0', paidMinor: 999 },
    ]),
  ).toEqual([
    { rate: '0', paidMinor: 999, vatMinor: 0 },
    // 10150 / 101 = 100.495…
    { rate: '1', paidMinor: 10_150, vatMinor: 100 },
    // 165 / 11 = 15 exactly; rounded per line it would be 10 + 5.
    { rate: '10', paidMinor: 165, vatMinor: 15 },
    { rate: '20', paidMinor: 12_000, vatMinor: 2_000 },
  ]);
  expect(vatTotals([{ vatRate: '20', paidMinor: 3 }])).toEqual([{ rate: '20', paidMinor: 3, vatMinor: 1 }]);
});

it('is within half a minor unit of the exact share, for any amount an operation may carry', () => {
  const rates = fc.constantFrom('0' as const, '1' as const, '10' as const, '20' as const);
  fc.assert(
    fc.property(rates, fc.integer({ min: 1, max: 999_999_999_999 }), (vatRate, paidMinor) => {
      const [total] = vatTotals([{ vatRate, paidMinor }]);
      const whole = 100n + BigInt(vatRate);
      const off = 2n * (BigInt(total?.vatMinor ?? -1) * whole - BigInt(paidMinor) * BigInt(vatRate));
      expect(off <= whole && off > -whole).toBe(true);
    }),
  );
});
