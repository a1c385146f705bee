import { describe, expect, it } from 'vitest';
import { type DaySum, dayNumbers } from './day-numbers.ts';

describe('the numbers of a day', () => {
  it('count as money only what was approved', () => {
    expect(
      dayNumbers([
        sum({ count: 3, amountMinor: 300_00 }),
        sum({ kind: 'refund', amountMinor: 40_00 }),
        sum({ outcome: 'declined', count: 2, amountMinor: 999_00 }),
        sum({ outcome: 'failed', amountMinor: 5_00 }),
        sum({ kind: 'void', outcome: 'cancelled', amountMinor: 5_00 }),
      ]),
    ).toMatchObject([
      {
        saleCount: 3,
        saleMinor: 300_00,
        refundMinor: 40_00,
        voidCount: 0,
        netMinor: 260_00,
        declinedCount: 2,
        failedCount: 2,
      },
    ]);
  });

  it('show a currency in which everything was declined, with nothing taken', () => {
    expect(dayNumbers([sum({ currency: 'EUR', outcome: 'declined' })])).toMatchObject([
      { currency: 'EUR', netMinor: 0, saleCount: 0, declinedCount: 1 },
    ]);
  });

  it('add the devices of a merchant up per currency', () => {
    expect(dayNumbers([sum({ amountMinor: 1_00 }), sum({ amountMinor: 2_00 })])).toMatchObject([
      { saleCount: 2, netMinor: 3_00 },
    ]);
  });

  it('are none for a day without operations', () => {
    expect(dayNumbers([])).toEqual([]);
  });
});

function sum(overrides: Partial<DaySum>): DaySum {
  return { kind: 'sale', outcome: 'approved', currency: 'TRY', count: 1, amountMinor: 1_00, ...overrides };
}
