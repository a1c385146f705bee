import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AcquirerTotal } from '#server/gateways/terminal-gateway.ts';
import { toDecimal } from '#server/kernel/money.ts';
import { computeOurs } from './compute.ts';
import { reconcile } from './reconcile.ts';
import type { OursLine } from './report.ts';

describe('matching our batch with the terminal', () => {
  it('matches when every acquirer has the same amount', () => {
    const { isMatched, differences } = reconcile(
      [ours({ acquirerId: '62', netMinor: 240_00 }), ours({ acquirerId: '10', netMinor: 12_50 })],
      [total({ acquirerId: '10', amountText: '12.5' }), total({ acquirerId: '62', amountText: '240.00' })],
      'TRY',
    );
    expect({ isMatched, differences }).toEqual({ isMatched: true, differences: [] });
  });

  it('matches an empty batch with an empty answer', () => {
    expect(reconcile([], [], 'TRY').isMatched).toBe(true);
  });

  it('shows both figures and terminal − ours when amounts differ', () => {
    expect(
      reconcile([ours({ netMinor: 240_00 })], [total({ amountText: '239.99' })], 'TRY').differences,
    ).toEqual([
      {
        acquirerId: '62',
        acquirerName: 'Banka A',
        currency: 'TRY',
        oursMinor: 240_00,
        terminalMinor: 239_99,
        differenceMinor: -1,
      },
    ]);
  });

  it('lets a count that differs decide nothing', () => {
    expect(
      reconcile([ours({ netMinor: 1_00, saleCount: 1 })], [total({ amountText: '1', count: 3 })], 'TRY')
        .isMatched,
    ).toBe(true);
  });

  it('never matches while an acquirer refused to close, whatever its amount', () => {
    const { isMatched, differences } = reconcile(
      [ours({ netMinor: 1_00 })],
      [total({ amountText: '1.00', isClosed: false, code: '12' })],
      'TRY',
    );
    expect(isMatched).toBe(false);
    expect(differences).toMatchObject([{ oursMinor: 1_00, terminalMinor: 1_00, differenceMinor: 0 }]);
    expect(
      reconcile([], [total({ amountText: '0', count: 0, isClosed: false })], 'TRY').differences,
    ).toMatchObject([{ oursMinor: null, terminalMinor: 0 }]);
  });

  it('reports an acquirer that only we know, also when its operations cancel out', () => {
    expect(
      reconcile([ours({ netMinor: 0, saleCount: 1, voidCount: 1 })], [], 'TRY').differences,
    ).toMatchObject([{ oursMinor: 0, terminalMinor: null, differenceMinor: 0 }]);
  });

  it('reports an acquirer that only the terminal knows', () => {
    expect(reconcile([], [total({ amountText: '5.00', count: 1 })], 'TRY').differences).toMatchObject([
      { oursMinor: null, terminalMinor: 5_00, differenceMinor: 5_00 },
    ]);
    expect(reconcile([], [total({ amountText: '0.00', count: 2 })], 'TRY').isMatched).toBe(false);
  });

  it('asks for no counterpart to an acquirer the terminal lists without amount and operations', () => {
    expect(reconcile([], [total({ amountText: '0.00', count: 0 })], 'TRY').isMatched).toBe(true);
  });

  it.each(['', '1.234,56', '1,234.56', '12.345', '1e3', 'NaN', ' 5 ', '+5', '٥'])(
    'reports an amount it cannot read (%j) instead of guessing, and keeps the text',
    (amountText) => {
      const { terminal, differences, isMatched } = reconcile(
        [ours({ netMinor: 5_00 })],
        [total({ amountText })],
        'TRY',
      );
      expect(isMatched).toBe(false);
      expect(differences).toMatchObject([{ oursMinor: 5_00, terminalMinor: null, differenceMinor: -5_00 }]);
      expect(terminal).toMatchObject([{ amountMinor: null, amountText }]);
    },
  );

  it('adds up an acquirer that the terminal lists once per terminal number, and one unreadable entry spoils the sum', () => {
    const one = total({ amountText: '100.00', tid: '1' });
    const other = total({ amountText: '-40.00', tid: '2' });
    expect(reconcile([ours({ netMinor: 60_00 })], [one, other], 'TRY').isMatched).toBe(true);
    expect(
      reconcile([ours({ netMinor: 60_00 })], [one, { ...other, amountText: '?' }], 'TRY').differences,
    ).toMatchObject([{ terminalMinor: null }]);
  });

  it('confirms nothing in a currency the terminal did not speak of', () => {
    const { differences } = reconcile(
      [ours({ netMinor: 10_00 }), ours({ currency: 'EUR', netMinor: 10_00 })],
      [total({ amountText: '10.00' })],
      'TRY',
    );
    expect(differences).toMatchObject([{ currency: 'EUR', oursMinor: 10_00, terminalMinor: null }]);
  });

  it('keeps every entry as the terminal sent it, in its order', () => {
    const { terminal } = reconcile([], [total({ acquirerId: '9' }), total({ acquirerId: '1' })], 'TRY');
    expect(terminal.map((line) => line.acquirerId)).toEqual(['9', '1']);
  });
});

describe('over all batches', () => {
  it('equal sides always match, however the terminal orders and splits its entries', () => {
    fc.assert(
      fc.property(anyOurs, fc.nat(), (lines, cut) => {
        expect(reconcile(lines, mirror(lines, cut), 'TRY')).toMatchObject({
          isMatched: true,
          differences: [],
        });
      }),
    );
  });

  it('any single change of one side never matches', () => {
    fc.assert(
      fc.property(
        anyOurs.filter((lines) => lines.length > 0),
        fc.nat(),
        anyChange,
        (lines, at, change) => {
          const totals = mirror(lines, 0);
          const index = at % totals.length;
          const changed = totals.flatMap((entry, place) => (place === index ? change(entry) : [entry]));
          const { isMatched, differences } = reconcile(lines, changed, 'TRY');
          expect(isMatched).toBe(false);
          expect(differences.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('a difference is always terminal − ours, a missing figure counting as nothing', () => {
    fc.assert(
      fc.property(anyOurs, anyOurs, (mine, theirs) => {
        for (const one of reconcile(mine, mirror(theirs, 0), 'TRY').differences)
          expect(one.differenceMinor).toBe((one.terminalMinor ?? 0) - (one.oursMinor ?? 0));
      }),
    );
  });
});

describe('the currency of a terminal line', () => {
  const known = new Map([
    ['62 0001', 'TRY' as const],
    ['62 0002', 'USD' as const],
  ]);
  const lira = total({ tid: '0001', amountText: '10.00' });
  const dollars = total({ tid: '0002', amountText: '3.00' });

  it('is that of the terminal number where our answers know it, so that both currencies can be confirmed', () => {
    const both = [ours({ netMinor: 10_00 }), ours({ netMinor: 3_00, currency: 'USD' })];
    const { isMatched, terminal } = reconcile(both, [lira, dollars], 'TRY', known);
    expect(isMatched).toBe(true);
    expect(terminal.map((line) => [line.currency, line.amountMinor])).toEqual([
      ['TRY', 10_00],
      ['USD', 3_00],
    ]);
    expect(reconcile(both, [lira, dollars], 'TRY').isMatched).toBe(false);
  });

  it('never lets one currency stand for another', () => {
    const { differences } = reconcile([ours({ netMinor: 3_00 })], [dollars], 'TRY', known);
    expect(differences.map((one) => [one.currency, one.oursMinor, one.terminalMinor])).toEqual([
      ['TRY', 3_00, null],
      ['USD', null, 3_00],
    ]);
  });

  it('is the merchant’s own for a number nobody knows, or another bank’s', () => {
    const other = total({ acquirerId: '64', tid: '0002', amountText: '3.00' });
    expect(reconcile([], [other], 'TRY', known).terminal[0]?.currency).toBe('TRY');
  });
});

const anyOurs: fc.Arbitrary<OursLine[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('sale' as const, 'refund' as const, 'void' as const),
      paymentType: fc.constant('card' as const),
      acquirerId: fc.constantFrom('', '10', '12', '46', '62', '64'),
      currency: fc.constant('TRY' as const),
      count: fc.integer({ min: 1, max: 900 }),
      amountMinor: fc.integer({ min: 1, max: 999_999_999_999 }),
    }),
    { maxLength: 18 },
  )
  .map((sums) => computeOurs(sums, new Map()));

/** What is done to one entry of the terminal; each is one lie or one fault. */
const anyChange: fc.Arbitrary<(entry: AcquirerTotal) => AcquirerTotal[]> = fc.oneof(
  fc
    .integer({ min: -1_000_000, max: 1_000_000 })
    .filter((by) => by !== 0)
    .map((by) => (entry: AcquirerTotal) => [{ ...entry, amountText: shift(entry.amountText, by) }]),
  fc.constant((entry: AcquirerTotal) => [{ ...entry, isClosed: false }]),
  fc.constant(() => []),
  fc.constant((entry: AcquirerTotal) => [{ ...entry, acquirerId: `${entry.acquirerId}x` }]),
  fc.constant((entry: AcquirerTotal) => [{ ...entry, amountText: `${entry.amountText} TL` }]),
  fc.constant((entry: AcquirerTotal) => [entry, { ...entry, acquirerId: 'new', amountText: '0.01' }]),
);

/** A terminal that says exactly what we say; `cut` splits the first entry over two terminal numbers. */
function mirror(lines: readonly OursLine[], cut: number): AcquirerTotal[] {
  const entries = lines.map((line) =>
    total({ acquirerId: line.acquirerId, amountText: decimal(line.netMinor), count: 1 }),
  );
  const first = entries.pop();
  const line = lines.at(-1);
  if (!first || !line) return entries;
  return [
    { ...first, amountText: decimal(line.netMinor - cut) },
    ...entries.reverse(),
    ...(cut > 0 ? [{ ...first, tid: '2', amountText: decimal(cut) }] : []),
  ];
}

function shift(amountText: string, by: number): string {
  return decimal(Math.round(Number(amountText.replace('.', ''))) + by);
}

function decimal(minor: number): string {
  return toDecimal({ minor, currency: 'TRY' });
}

function ours(overrides: Partial<OursLine>): OursLine {
  return {
    acquirerId: '62',
    acquirerName: 'Banka A',
    currency: 'TRY',
    saleCount: 1,
    saleMinor: 0,
    captureCount: 0,
    captureMinor: 0,
    refundCount: 0,
    refundMinor: 0,
    voidCount: 0,
    voidMinor: 0,
    netMinor: 0,
    ...overrides,
  };
}

function total(overrides: Partial<AcquirerTotal>): AcquirerTotal {
  return {
    acquirerId: '62',
    acquirerName: 'Banka A',
    tid: '1',
    mid: '1',
    amountText: '0.00',
    count: 1,
    batchNumber: '0042',
    isClosed: true,
    code: '00',
    ...overrides,
  };
}
