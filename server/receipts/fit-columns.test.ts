import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitColumns } from './fit-columns.ts';
import { printable } from './printable.ts';
import {
  type FittedSpan,
  PAPER_COLUMNS,
  type PaperColumns,
  type Receipt,
  type ReceiptLine,
  type Span,
} from './receipt.ts';
import { renderText } from './render-text.ts';

/** Words as shops write them, with signs that try to break columns, and words longer than any paper. */
const words = fc
  .array(
    fc.oneof(
      fc.string({
        unit: fc.constantFrom(...'ĞÜŞİÖÇığüşöçâabcXYZ0123456789.,-/'),
        minLength: 1,
        maxLength: 14,
      }),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        'Çekoslovakyalılaştıramadıklarımızdanmışsınızcasına',
        '👩‍👩‍👧',
        '\u202e',
        'i̇',
        '東京',
        '\t\n',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => printable(parts.join(' ')));
const span: fc.Arbitrary<Span> = fc.record({
  text: words,
  bold: fc.boolean(),
  inverse: fc.boolean(),
  large: fc.boolean(),
});
const part = fc.option(fc.array(span, { maxLength: 3 }), { nil: undefined });
const line: fc.Arbitrary<ReceiptLine> = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), left: part, centre: part, right: part }),
  fc.constant({ kind: 'rule' as const }),
  fc.record({ kind: fc.constant('feed' as const), lines: fc.integer({ min: 0, max: 3 }) }),
);
const receipts = fc.array(line, { maxLength: 12 }).map((lines) => ({ lines, mark: null }));
const papers = fc.constantFrom<PaperColumns>(...PAPER_COLUMNS);

describe('fitting a receipt to its paper', () => {
  it('fills every line to exactly the columns of the paper, double-size signs counting two', () => {
    fc.assert(
      fc.property(receipts, papers, (receipt, columns) => {
        for (const row of rowsOf(receipt, columns)) expect(widthOf(row)).toBe(columns);
      }),
    );
  });

  it('leaves out no sign of what was to be printed, and adds none', () => {
    fc.assert(
      fc.property(receipts, papers, (receipt, columns) => {
        const asked = receipt.lines.flatMap((one) =>
          one.kind === 'text' ? [one.left, one.centre, one.right].flatMap((spans) => spans ?? []) : [],
        );
        const printed = rowsOf(receipt, columns)
          .filter((row) => !isRule(row))
          .flat();
        expect(signsOf(printed)).toBe(signsOf(asked));
      }),
    );
  });

  it('keeps an amount in one piece at the right edge, whatever stands beside it', () => {
    const amounts = fc.bigInt({ min: 0n, max: 999_999_999_999n }).map((minor) => `${minor}.00 TL`);
    fc.assert(
      fc.property(words, amounts, fc.boolean(), papers, (name, amount, large, columns) => {
        const left = [{ text: name }];
        const right = [{ text: amount, large }];
        const rows = rowsOf({ lines: [{ kind: 'text', left, right }], mark: null }, columns);
        expect(textOf(rows.at(-1) ?? [])).toMatch(new RegExp(`(^| )${amount.replace('.', '\\.')}$`));
      }),
    );
  });

  it('prints in single size what is too wide for the paper in double size', () => {
    const right = [{ text: '9.999.999.999,99 TL', large: true, bold: true }];
    const receipt = { lines: [{ kind: 'text' as const, left: [{ text: 'TUTAR' }], right }], mark: null };
    expect(rowsOf(receipt, 48).at(-1)).toContainEqual(right[0]);
    expect(rowsOf(receipt, 32)).toEqual([
      [{ text: 'TUTAR        ' }, { text: '9.999.999.999,99 TL', bold: true }],
    ]);
  });

  it('wraps between words, and parts a word only when it is longer than the paper', () => {
    const text = 'Caferağa Mahallesi Moda Caddesi, 12/A, 34710 Kadıköy, İstanbul';
    const receipt = { lines: [{ kind: 'text' as const, left: [{ text }] }], mark: null };
    expect(renderText(receipt, 32)).toBe('Caferağa Mahallesi Moda Caddesi,\n12/A, 34710 Kadıköy, İstanbul\n');
    const long = { lines: [{ kind: 'text' as const, left: [{ text: 'x'.repeat(40) }] }], mark: null };
    expect(renderText(long, 32)).toBe(`${'x'.repeat(32)}\n${'x'.repeat(8)}\n`);
  });

  it('draws an inverse line from edge to edge', () => {
    const centre = [{ text: 'TEST', inverse: true }];
    const [band] = rowsOf({ lines: [{ kind: 'text', centre }], mark: null }, 32);
    expect(band).toEqual([{ text: `${' '.repeat(14)}TEST${' '.repeat(14)}`, inverse: true }]);
  });
});

describe('printable text', () => {
  it('has no control, no mark without width and nothing two columns wide, whatever came in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).toMatch(/^[\u0020-\u052f\u1e00-\u1eff\u2010-\u20bf]*$/);
        expect(printable(text)).not.toMatch(/\p{C}|\p{M}/u);
      }),
    );
  });

  it('keeps every Turkish and French letter, composed', () => {
    const letters = 'ÇĞİIÖŞÜçğıiöşüâîû ÀÂÆÉÈÊËÎÏÔŒÙÛŸ €₺';
    expect(printable(letters.normalize('NFD'))).toBe(letters);
  });

  it('puts a question mark where no receipt printer has the sign', () => {
    expect(printable('Kahve ☕ 東京')).toBe('Kahve ? ??');
  });
});

/** What a paper shows, row by row. */
function rowsOf(receipt: Receipt, columns: PaperColumns): FittedSpan[][] {
  return fitColumns(receipt, columns).lines.map((line) => (line.kind === 'text' ? line.spans : []));
}

function widthOf(row: readonly FittedSpan[]): number {
  return row.reduce((width, { text, large }) => width + text.length * (large ? 2 : 1), 0);
}

function textOf(spans: readonly Span[]): string {
  return spans.map((one) => one.text).join('');
}

/** All signs but blanks, in any order: parts of one line may be put on several. */
function signsOf(spans: readonly Span[]): string {
  return [...textOf(spans).replaceAll(' ', '')].sort().join('');
}

function isRule(row: readonly Span[]): boolean {
  return /^-+$/.test(textOf(row)) && row.length === 1;
}
