import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { priceLine, spreadDiscount, takenOff } from './line-price.ts';

const sumOf = (parts: readonly number[]) => parts.reduce((sum, part) => sum + part, 0);

describe('a discount', () => {
  test('in per cent is rounded half up to the kuruş', () => {
    expect(takenOff(9_550, { by: 'percent', basisPoints: 1_000 })).toBe(955);
    expect(takenOff(1_005, { by: 'percent', basisPoints: 1_000 })).toBe(101);
    expect(takenOff(1_004, { by: 'percent', basisPoints: 1_000 })).toBe(100);
    expect(takenOff(999_999_999_999, { by: 'percent', basisPoints: 3_333 })).toBe(333_300_000_000);
  });

  test('leaves something to pay on its line, or there is no line', () => {
    const line = { quantity: 3, unitPriceMinor: 9_550 };
    expect(priceLine({ ...line, discount: null })).toEqual({ grossMinor: 28_650, totalMinor: 28_650 });
    expect(priceLine({ ...line, discount: { by: 'amount', minor: 28_649 } })?.totalMinor).toBe(1);
    expect(priceLine({ ...line, discount: { by: 'amount', minor: 28_650 } })).toBeNull();
    expect(priceLine({ ...line, discount: { by: 'percent', basisPoints: 9_999 } })?.totalMinor).toBe(3);
    expect(
      priceLine({ quantity: 1, unitPriceMinor: 1, discount: { by: 'percent', basisPoints: 5_000 } }),
    ).toBeNull();
  });
});

describe('a discount of the whole sale', () => {
  const totals = fc.array(fc.integer({ min: 1, max: 999_999_999 }), { minLength: 1, maxLength: 50 });

  test('is spread over the lines to the last kuruş, and every line still costs something', () => {
    fc.assert(
      fc.property(totals, fc.double({ min: 0, max: 1, noNaN: true }), (lines, part) => {
        const sum = sumOf(lines);
        const minor = Math.floor((sum - lines.length) * part);
        const after = spreadDiscount(lines, { by: 'amount', minor });
        expect(after).not.toBeNull();
        expect(sumOf(after ?? [])).toBe(sum - minor);
        expect(after?.every((total, index) => total >= 1 && total <= (lines[index] ?? 0))).toBe(true);
      }),
    );
  });

  test('takes of each line its own part, to less than a kuruş per line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1_000, max: 999_999 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 9_000 }),
        (lines, basisPoints) => {
          const sum = sumOf(lines);
          const off = takenOff(sum, { by: 'percent', basisPoints });
          const after = spreadDiscount(lines, { by: 'percent', basisPoints }) ?? [];
          for (const [index, total] of lines.entries()) {
            expect(Math.abs(total - (after[index] ?? 0) - (total * off) / sum)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  test('gives the odd kuruş to the largest remainder, the earlier line first', () => {
    expect(spreadDiscount([100, 100, 100], { by: 'amount', minor: 100 })).toEqual([66, 67, 67]);
    expect(spreadDiscount([100, 300], { by: 'amount', minor: 1 })).toEqual([100, 299]);
    expect(spreadDiscount([1, 99], { by: 'amount', minor: 98 })).toEqual([1, 1]);
  });

  test('that would leave a line for nothing is not possible', () => {
    expect(spreadDiscount([1, 99], { by: 'amount', minor: 99 })).toBeNull();
    expect(spreadDiscount([500], { by: 'amount', minor: 500 })).toBeNull();
    expect(spreadDiscount([500], { by: 'amount', minor: -1 })).toBeNull();
  });
});
