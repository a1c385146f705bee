import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBalanced, type JournalFact, linesOf, type Takings, vatIn } from './journal-entries.ts';

const takings: Takings = {
  card: '0046',
  amountMinor: 12_000,
  surchargeMinor: 0,
  shares: [{ rate: '20', grossMinor: 12_000 }],
};
const written = (fact: JournalFact) =>
  linesOf(fact).map(({ role, debitMinor, creditMinor }) => [role, debitMinor, creditMinor]);

describe('the entry of a sale', () => {
  it('puts what the bank owes against sales and the VAT in them', () => {
    expect(written({ kind: 'taken', takings })).toEqual([
      ['card:0046', 12_000, 0],
      ['sales:20', 0, 10_000],
      ['vat:20', 0, 2_000],
    ]);
  });

  it('puts cash into the till, and takings of no known rate where those are kept', () => {
    expect(written({ kind: 'taken', takings: { ...takings, card: null, shares: [] } })).toEqual([
      ['cash', 12_000, 0],
      ['sales', 0, 12_000],
    ]);
  });

  it('keeps what instalments cost on top apart from the price', () => {
    const paid = { ...takings, amountMinor: 12_500, surchargeMinor: 500 };
    expect(written({ kind: 'taken', takings: paid })).toEqual([
      ['card:0046', 12_500, 0],
      ['sales:20', 0, 10_000],
      ['vat:20', 0, 2_000],
      ['surcharge', 0, 500],
    ]);
  });

  it('believes no rates of lines that do not come to its price', () => {
    const odd = { ...takings, amountMinor: 12_001 };
    expect(written({ kind: 'taken', takings: odd })).toEqual([
      ['card:0046', 12_001, 0],
      ['sales', 0, 12_001],
    ]);
  });

  it('has no VAT at a rate of nothing', () => {
    const free = { ...takings, shares: [{ rate: '0', grossMinor: 12_000 } as const] };
    expect(written({ kind: 'taken', takings: free })).toEqual([
      ['card:0046', 12_000, 0],
      ['sales:0', 0, 12_000],
    ]);
  });
});

describe('the entry of what went back', () => {
  it('is a refund with its VAT, not less sales', () => {
    expect(written({ kind: 'returned', takings })).toEqual([
      ['refunds', 10_000, 0],
      ['vat:20', 2_000, 0],
      ['card:0046', 0, 12_000],
    ]);
  });

  it('takes a void of the same day out of the sales of that day', () => {
    const sale = linesOf({ kind: 'taken', takings });
    const undone = linesOf({ kind: 'undone', takings });
    expect(undone.map((line) => [line.role, line.creditMinor, line.debitMinor])).toEqual(
      sale.map((line) => [line.role, line.debitMinor, line.creditMinor]),
    );
  });

  it('books a void of an earlier day as money that went back', () => {
    expect(written({ kind: 'undone_later', takings })).toEqual(written({ kind: 'returned', takings }));
  });
});

describe('the entries of online payments', () => {
  it('leave of what the provider owes exactly its payout', () => {
    const facts: JournalFact[] = [
      { kind: 'taken', takings: { card: '@pay', amountMinor: 10_000, surchargeMinor: 0, shares: [] } },
      { kind: 'withheld', card: '@pay', commissionMinor: 374, blockedMinor: 1_000 },
      { kind: 'paid_out', card: '@pay', payoutMinor: 8_626 },
      { kind: 'freed', blockedMinor: 1_000 },
    ];
    const balance = (role: string) =>
      facts
        .flatMap(linesOf)
        .filter((line) => line.role === role)
        .reduce((sum, line) => sum + line.debitMinor - line.creditMinor, 0);
    expect([balance('card:@pay'), balance('blocked'), balance('clearing'), balance('commission')]).toEqual([
      0, 0, 9_626, 374,
    ]);
  });
});

const amount = fc.integer({ min: 1, max: 999_999_999_999 });
const share = fc.record({
  rate: fc.constantFrom('0', '1', '10', '20'),
  grossMinor: fc.integer({ min: 1, max: 99_999_999 }),
});
const anyTakings = fc
  .record({
    card: fc.option(fc.constantFrom('0046', '0062', '@pay')),
    shares: fc.array(share, { maxLength: 6 }),
    other: amount,
    surchargeMinor: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 99_999 })),
    areTrue: fc.boolean(),
  })
  .map(({ card, shares, other, surchargeMinor, areTrue }): Takings => {
    const price = areTrue && shares.length > 0 ? shares.reduce((sum, one) => sum + one.grossMinor, 0) : other;
    return { card, shares, surchargeMinor, amountMinor: price + surchargeMinor };
  });
const anyFact: fc.Arbitrary<JournalFact> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('taken', 'returned', 'undone', 'undone_later'),
    takings: anyTakings,
  }),
  fc.record({
    kind: fc.constantFrom('withheld', 'waived'),
    card: fc.constant('@pay'),
    commissionMinor: fc.nat(),
    blockedMinor: fc.nat(),
  }),
  fc.record({ kind: fc.constant('freed' as const), blockedMinor: amount }),
  fc.record({ kind: fc.constant('paid_out' as const), card: fc.constant('@pay'), payoutMinor: amount }),
);

describe('every entry', () => {
  it('balances to the last minor unit, with no negative side and no line on both', () => {
    fc.assert(
      fc.property(anyFact, (fact) => {
        const lines = linesOf(fact);
        expect(isBalanced(lines)).toBe(true);
        for (const { debitMinor, creditMinor } of lines) {
          expect(Math.min(debitMinor, creditMinor)).toBe(0);
          expect(Math.max(debitMinor, creditMinor)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('moves as much money as was moved', () => {
    fc.assert(
      fc.property(anyTakings, (some) => {
        const money = linesOf({ kind: 'taken', takings: some }).filter((line) => line.debitMinor > 0);
        expect(money.map((line) => line.debitMinor)).toEqual([some.amountMinor]);
      }),
    );
  });

  it('finds the VAT to the nearest minor unit', () => {
    fc.assert(
      fc.property(amount, fc.constantFrom('0', '1', '10', '20'), (gross, rate) => {
        const vat = BigInt(vatIn(gross, rate));
        const off = 2n * (vat * (100n + BigInt(rate)) - BigInt(gross) * BigInt(rate));
        expect(off <= 100n + BigInt(rate) && off > -(100n + BigInt(rate))).toBe(true);
      }),
    );
  });
});
