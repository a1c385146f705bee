import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareMinor } from './share.ts';

test('pieces taken one after another end at exactly the price of the line', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 10 ** 12 }),
      fc.array(fc.integer({ min: 1, max: 5 })),
      (quantity, price, steps) => {
        let left = { refundableQuantity: quantity, refundableMinor: price };
        let given = 0;
        for (const step of [...steps, quantity]) {
          const taken = Math.min(step, left.refundableQuantity);
          const share = shareMinor(left, taken);
          expect(share).toBeGreaterThanOrEqual(0);
          given += share;
          left = {
            refundableQuantity: left.refundableQuantity - taken,
            refundableMinor: left.refundableMinor - share,
          };
        }
        if (left.refundableQuantity === 0) expect(given).toBe(price);
      },
    ),
  );
});
