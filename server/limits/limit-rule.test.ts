import { describe, expect, it } from 'vitest';
import { aloneMinorOf, limitOf, needsSecond, type SetLimit } from './limit-rule.ts';

const everyone: SetLimit = { role: 'everyone', currency: 'TRY', perSaleMinor: 500, perDayMinor: 2_000 };
const managers: SetLimit = { role: 'manager', currency: 'TRY', perSaleMinor: 800, perDayMinor: 3_000 };

describe('whose limit counts', () => {
  it('is that of the role before that of everybody', () => {
    expect(limitOf([everyone, managers], 'manager', 'TRY')).toBe(managers);
    expect(limitOf([everyone], 'manager', 'TRY')).toBe(everyone);
  });

  it('is none where the merchant has set none', () => {
    expect(limitOf([], 'manager', 'TRY')).toBeNull();
    expect(aloneMinorOf(null, { saleMinor: 9, dayMinor: 9 })).toBeNull();
  });

  it('lets nothing go back alone in a currency without one, once there are limits at all', () => {
    const limit = limitOf([everyone], 'manager', 'EUR');
    expect(needsSecond(limit, { saleMinor: 0, dayMinor: 0 }, 1)).toBe(true);
  });
});

describe('how much goes back alone', () => {
  it('is up to the limit, the limit included', () => {
    const nothing = { saleMinor: 0, dayMinor: 0 };
    expect(needsSecond(everyone, nothing, 500)).toBe(false);
    expect(needsSecond(everyone, nothing, 501)).toBe(true);
  });

  it('is the smaller of what the sale and the day leave, never below nothing', () => {
    expect(aloneMinorOf(everyone, { saleMinor: 100, dayMinor: 1_700 })).toBe(300);
    expect(aloneMinorOf(everyone, { saleMinor: 400, dayMinor: 0 })).toBe(100);
    expect(aloneMinorOf(everyone, { saleMinor: 900, dayMinor: 9_000 })).toBe(0);
  });
});

it('no way of splitting refunds takes more than the limits alone, of a sale or of a day', () => {
  // A small generator of its own: the same histories each time.
  let seed = 42;
  const dice = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  for (let history = 0; history < 2_000; history++) {
    const sales = [0, 0, 0, 0, 0, 0];
    let day = 0;
    for (let step = 0; step < 40; step++) {
      const sale = dice(sales.length);
      const amountMinor = 1 + dice(700);
      const counted = { saleMinor: sales[sale] ?? 0, dayMinor: day };
      if (needsSecond(everyone, counted, amountMinor)) continue;
      sales[sale] = counted.saleMinor + amountMinor;
      day += amountMinor;
    }
    expect(Math.max(...sales)).toBeLessThanOrEqual(everyone.perSaleMinor);
    expect(day).toBeLessThanOrEqual(everyone.perDayMinor);
  }
});
