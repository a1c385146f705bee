import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitColumns } from './fit-columns.ts';
import { columnsOf, signsOf } from './glyphs.ts';
import { parseMarkup } from './parse-markup.ts';
import { type FittedSpan, PAPER_COLUMNS, type PaperColumns, type Span } from './receipt.ts';
import { VECTOR } from './testing.ts';

function rowsOf(markup: string, columns: PaperColumns): FittedSpan[][] {
  const { lines } = fitColumns(parseMarkup(markup).receipt, columns);
  return lines.map((line) => (line.kind === 'text' ? line.spans : []));
}

/** The rows in words: how each is printed, how many signs stand on it, and what it says without the blanks at its end. */
function wordsOf(markup: string, columns: PaperColumns): [string, number, string][] {
  return rowsOf(markup, columns).map((row) => {
    const text = row.map((span) => span.text).join('');
    const has = (name: keyof FittedSpan) => row.some((span) => span.text.trim() && span[name]);
    const manner = [has('large') && 'LG', has('tall') && 'TALL', has('bold') && 'B', has('inverse') && 'INV'];
    return [manner.filter(Boolean).join(' '), signsOf(text).length, text.trimEnd()];
  });
}

const gap = (count: number) => ' '.repeat(count);

// §15.9: the vector at 48, 40 and 32 columns.
describe('the test vector of §11.4', () => {
  it('comes out exactly on 48 columns', () => {
    expect(wordsOf(VECTOR, 48)).toEqual([
      ['', 48, ''],
      ['LG', 24, `${gap(7)}North Rink`],
      ['', 48, ''],
      ['', 48, `04/02/2026${gap(33)}09:05`],
      ['LG', 24, `Trans #: 12${gap(3)}Batch #: 7`],
      ['LG', 24, `TOTAL AMT:${gap(8)}$12.40`],
      ['LG B INV', 24, `${gap(6)}* CANCELED`],
      ['B', 48, `${gap(17)}MERCHANT COPY`],
      ['', 48, ''],
    ]);
  });

  it('comes out exactly on 40 columns, where one line drops its double width', () => {
    expect(wordsOf(VECTOR, 40)).toEqual([
      ['', 40, ''],
      ['LG', 20, `${gap(5)}North Rink`],
      ['', 40, ''],
      ['', 40, `04/02/2026${gap(25)}09:05`],
      ['TALL', 40, `Trans #: 12${gap(19)}Batch #: 7`],
      ['LG', 20, `TOTAL AMT:${gap(4)}$12.40`],
      ['LG B INV', 20, `${gap(4)}* CANCELED`],
      ['B', 40, `${gap(13)}MERCHANT COPY`],
      ['', 40, ''],
    ]);
  });

  it('comes out by the same rules on 42 columns', () => {
    expect(wordsOf(VECTOR, 42)).toEqual([
      ['', 42, ''],
      ['LG', 21, `${gap(5)}North Rink`],
      ['', 42, ''],
      ['', 42, `04/02/2026${gap(27)}09:05`],
      ['TALL', 42, `Trans #: 12${gap(21)}Batch #: 7`],
      ['LG', 21, `TOTAL AMT:${gap(5)}$12.40`],
      ['LG B INV', 21, `${gap(5)}* CANCELED`],
      ['B', 42, `${gap(14)}MERCHANT COPY`],
      ['', 42, ''],
    ]);
  });

  it('comes out by the same rules on 32 columns', () => {
    expect(wordsOf(VECTOR, 32)).toEqual([
      ['', 32, ''],
      ['LG', 16, `${gap(3)}North Rink`],
      ['', 32, ''],
      ['', 32, `04/02/2026${gap(17)}09:05`],
      ['TALL', 32, `Trans #: 12${gap(11)}Batch #: 7`],
      ['TALL', 32, `TOTAL AMT:${gap(16)}$12.40`],
      ['LG B INV', 16, `${gap(2)}* CANCELED`],
      ['B', 32, `${gap(9)}MERCHANT COPY`],
      ['', 32, ''],
    ]);
  });

  it('keeps the blank the cancelled banner pads itself with, inverse like the rest of it', () => {
    const banner = rowsOf(VECTOR, 48)[6]?.filter(({ inverse }) => inverse);
    expect(banner).toEqual([{ text: '* CANCELED ', bold: true, inverse: true, large: true }]);
  });
});

describe('a line of a terminal', () => {
  it('puts the left above the right where both do not fit, each at its edge', () => {
    const left = 'x'.repeat(40);
    expect(wordsOf(`<L>${left}</L><R>12345678</R>`, 48)).toEqual([
      ['', 48, left],
      ['', 48, `${gap(40)}12345678`],
    ]);
    expect(wordsOf(`<L>${left}</L><R>1234567</R>`, 48)).toEqual([['', 48, `${left} 1234567`]]);
  });

  it('stays large where even single width would not fit', () => {
    const rows = wordsOf(`<LG><L>${'A'.repeat(30)}</L><R>${'B'.repeat(20)}</R></LG>`, 48);
    expect(rows).toEqual([
      ['LG', 24, 'A'.repeat(24)],
      ['LG', 24, 'A'.repeat(6)],
      ['LG', 24, `${gap(4)}${'B'.repeat(20)}`],
    ]);
  });

  it('breaks what is in the middle at blanks, and words only where they are longer than the paper', () => {
    expect(wordsOf(`<C>THANK YOU FOR SKATING WITH US TODAY ${'z'.repeat(33)}</C>`, 32)).toEqual([
      ['', 32, `${gap(1)}THANK YOU FOR SKATING WITH US`],
      ['', 32, `${gap(13)}TODAY`],
      ['', 32, 'z'.repeat(32)],
      ['', 32, `${gap(15)}z`],
    ]);
  });

  it('is inverse under its signs only, and from edge to edge where it has two parts', () => {
    expect(rowsOf('<INV><C>AB</C></INV>', 32)[0]).toEqual([
      { text: gap(15) },
      { text: 'AB', inverse: true },
      { text: gap(15) },
    ]);
    expect(rowsOf('<INV><B><L>AB</L></B><R>CD</R></INV>', 32)[0]).toEqual([
      { text: 'AB', bold: true, inverse: true },
      { text: `${gap(28)}CD`, inverse: true },
    ]);
    expect(rowsOf('<INV><L>AB</L></INV><R>CD</R>', 32)[0]).toEqual([
      { text: 'AB', inverse: true },
      { text: `${gap(28)}CD` },
    ]);
  });

  it('draws no bar for a part without signs', () => {
    expect(rowsOf('<INV><LG><C></C></LG></INV><BR/>', 32)).toEqual([[{ text: gap(32) }]]);
  });

  it('counts a letter with its marks as one column, and a wide sign as two', () => {
    expect(wordsOf('<L>e\u0323\u0302\u0331</L><R>東京</R>', 32)).toEqual([['', 30, `ệ\u0331${gap(27)}東京`]]);
  });

  it('fills every row to exactly the columns of its paper, whatever was sent', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<L>',
        '</L>',
        '<R>',
        '<C>',
        '<LG>',
        '</LG>',
        '<INV>',
        '<B>',
        '</B>',
        '<BR/>',
        '東京',
        ' ',
      ),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    );
    const markups = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(markups, fc.constantFrom(...PAPER_COLUMNS), (markup, columns) => {
        for (const row of rowsOf(markup, columns)) expect(widthOf(row)).toBe(columns);
      }),
      { numRuns: 300 },
    );
  });
});

function widthOf(row: readonly Span[]): number {
  return row
    .flatMap(({ text, large }) => signsOf(text).map((sign) => columnsOf(sign) * (large ? 2 : 1)))
    .reduce((sum, width) => sum + width, 0);
}
