import { describe, expect, it } from 'vitest';
import { netByCurrency, netOf, sumNets } from './net.ts';

describe('the net of kept sums', () => {
  it('is sales + captures − refunds − voids, with each kind beside it; a hold and its release move nothing', () => {
    const net = netOf(
      [
        { kind: 'sale', currency: 'TRY', count: 3, amountMinor: 100_00 },
        { kind: 'refund', currency: 'TRY', count: 1, amountMinor: 20_01 },
        { kind: 'void', currency: 'TRY', count: 1, amountMinor: 30_00 },
        { kind: 'preauthorization', currency: 'TRY', count: 2, amountMinor: 900_00 },
        { kind: 'capture', currency: 'TRY', count: 1, amountMinor: 7_00 },
        { kind: 'release', currency: 'TRY', count: 1, amountMinor: 400_00 },
      ],
      'TRY',
    );
    expect(net).toEqual({
      currency: 'TRY',
      saleCount: 3,
      saleMinor: 100_00,
      preauthorizationCount: 2,
      preauthorizationMinor: 900_00,
      captureCount: 1,
      captureMinor: 7_00,
      refundCount: 1,
      refundMinor: 20_01,
      voidCount: 1,
      voidMinor: 30_00,
      releaseCount: 1,
      releaseMinor: 400_00,
      netMinor: 56_99,
    });
  });

  it('keeps currencies apart', () => {
    const nets = netByCurrency([
      { kind: 'sale', currency: 'TRY', count: 1, amountMinor: 5_00 },
      { kind: 'sale', currency: 'EUR', count: 1, amountMinor: 7_00 },
      { kind: 'refund', currency: 'TRY', count: 1, amountMinor: 9_00 },
    ]);
    expect(nets.map(({ currency, netMinor }) => [currency, netMinor])).toEqual([
      ['EUR', 7_00],
      ['TRY', -4_00],
    ]);
  });

  it('of several batches is the net of all their sums', () => {
    const sums = [
      { kind: 'sale', currency: 'TRY', count: 2, amountMinor: 5_00 },
      { kind: 'void', currency: 'TRY', count: 1, amountMinor: 1_00 },
      { kind: 'refund', currency: 'EUR', count: 1, amountMinor: 3_00 },
    ] as const;
    const apart = sums.flatMap((sum) => netByCurrency([sum]));
    expect(sumNets(apart)).toEqual(netByCurrency(sums));
  });

  it('refuses to add another currency', () => {
    expect(() => netOf([{ kind: 'sale', currency: 'EUR', count: 1, amountMinor: 1 }], 'TRY')).toThrow();
  });

  it('refuses a sum that would no longer be exact', () => {
    const huge = { kind: 'sale', currency: 'TRY', count: 1, amountMinor: Number.MAX_SAFE_INTEGER } as const;
    expect(() => netOf([huge, huge], 'TRY')).toThrow(RangeError);
  });
});
