import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BatchSum, computeFiscal, computeOurs } from './compute.ts';

const none = new Map<string, string>();

describe('our side of a batch', () => {
  it('is one line per acquirer and currency, with net = sales + captures − refunds − voids', () => {
    const lines = computeOurs(
      [
        sum({ kind: 'sale', count: 3, amountMinor: 100_00 }),
        sum({ kind: 'refund', count: 1, amountMinor: 20_00 }),
        sum({ kind: 'void', count: 1, amountMinor: 30_00 }),
        sum({ kind: 'sale', currency: 'EUR', count: 1, amountMinor: 5_00 }),
        sum({ kind: 'sale', acquirerId: '10', count: 1, amountMinor: 7_00 }),
      ],
      new Map([['62', 'Banka A']]),
    );
    expect(lines.map((line) => [line.acquirerId, line.acquirerName, line.currency, line.netMinor])).toEqual([
      ['10', null, 'TRY', 7_00],
      ['62', 'Banka A', 'EUR', 5_00],
      ['62', 'Banka A', 'TRY', 50_00],
    ]);
    expect(lines[2]).toMatchObject({
      saleCount: 3,
      saleMinor: 100_00,
      refundCount: 1,
      refundMinor: 20_00,
      voidCount: 1,
      voidMinor: 30_00,
    });
  });

  it('takes a capture for money, and leaves out what only was held or released, with its acquirer', () => {
    const lines = computeOurs(
      [
        sum({ kind: 'preauthorization', count: 2, amountMinor: 500_00 }),
        sum({ kind: 'release', count: 1, amountMinor: 300_00 }),
        sum({ kind: 'capture', count: 1, amountMinor: 150_00 }),
        sum({ kind: 'preauthorization', acquirerId: '10', count: 1, amountMinor: 90_00 }),
      ],
      none,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      acquirerId: '62',
      captureCount: 1,
      captureMinor: 150_00,
      netMinor: 150_00,
    });
  });

  it('may go below zero when more went back than came in', () => {
    expect(computeOurs([sum({ kind: 'refund', amountMinor: 40_00 })], none)[0]?.netMinor).toBe(-40_00);
  });

  it('knows nothing of cash: no bank settles it', () => {
    const cash = sum({ paymentType: 'cash', acquirerId: '', amountMinor: 40_00 });
    expect(computeOurs([cash], none)).toEqual([]);
    expect(computeOurs([cash, sum({})], none)).toEqual(computeOurs([sum({})], none));
  });

  it('is empty for a batch without operations', () => {
    expect(computeOurs([], none)).toEqual([]);
  });

  it('is the same whatever the order in which the sums are read', () => {
    fc.assert(
      fc.property(fc.array(anySum), fc.infiniteStream(fc.nat()), (sums, keys) => {
        const shuffled = sums
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(computeOurs(shuffled, none)).toEqual(computeOurs(sums, none));
      }),
    );
  });

  it('loses no operation and no minor unit', () => {
    fc.assert(
      fc.property(fc.array(anySum), (sums) => {
        const lines = computeOurs(sums, none);
        const counts = lines.map((line) => line.saleCount + line.refundCount + line.voidCount);
        expect(total(counts)).toBe(total(sums.map((one) => one.count)));
        for (const currency of ['TRY', 'EUR'] as const) {
          const net = sums
            .filter((one) => one.currency === currency)
            .map((one) => (one.kind === 'sale' ? one.amountMinor : -one.amountMinor));
          expect(total(lines.filter((line) => line.currency === currency).map((line) => line.netMinor))).toBe(
            total(net),
          );
        }
      }),
    );
  });
});

describe('a fiscal day', () => {
  it('is everything the register took, cash included, per payment type and currency', () => {
    const lines = computeFiscal([
      sum({ paymentType: 'cash', acquirerId: '', count: 2, amountMinor: 90_00 }),
      sum({ paymentType: 'cash', acquirerId: '', kind: 'refund', amountMinor: 15_00 }),
      sum({ acquirerId: '62', amountMinor: 10_00 }),
      sum({ acquirerId: '10', amountMinor: 20_00 }),
      sum({ acquirerId: '10', kind: 'void', amountMinor: 20_00 }),
      sum({ currency: 'EUR', amountMinor: 5_00 }),
    ]);
    expect(lines.map((line) => [line.paymentType, line.currency, line.netMinor])).toEqual([
      ['card', 'EUR', 5_00],
      ['card', 'TRY', 10_00],
      ['cash', 'TRY', 75_00],
    ]);
    expect(lines[2]).toMatchObject({ saleCount: 2, saleMinor: 90_00, refundCount: 1, refundMinor: 15_00 });
  });

  it('loses no operation and no minor unit', () => {
    const anyPaid = fc.tuple(anySum, fc.constantFrom('card' as const, 'cash' as const));
    fc.assert(
      fc.property(fc.array(anyPaid), (paid) => {
        const sums = paid.map(([one, paymentType]) => ({ ...one, paymentType }));
        const lines = computeFiscal(sums);
        for (const currency of ['TRY', 'EUR'] as const) {
          const net = sums
            .filter((one) => one.currency === currency)
            .map((one) => (one.kind === 'sale' ? one.amountMinor : -one.amountMinor));
          expect(total(lines.filter((line) => line.currency === currency).map((line) => line.netMinor))).toBe(
            total(net),
          );
        }
      }),
    );
  });
});

const anySum: fc.Arbitrary<BatchSum> = fc.record({
  kind: fc.constantFrom('sale', 'refund', 'void'),
  paymentType: fc.constant('card'),
  acquirerId: fc.constantFrom('', '10', '62'),
  currency: fc.constantFrom('TRY', 'EUR'),
  count: fc.integer({ min: 1, max: 500 }),
  amountMinor: fc.integer({ min: 1, max: 999_999_999_999 }),
});

function sum(overrides: Partial<BatchSum>): BatchSum {
  return {
    kind: 'sale',
    paymentType: 'card',
    acquirerId: '62',
    currency: 'TRY',
    count: 1,
    amountMinor: 1_00,
    ...overrides,
  };
}

function total(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
