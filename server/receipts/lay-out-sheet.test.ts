import { describe, expect, it } from 'vitest';
import { layOutSheet } from './lay-out-sheet.ts';
import { renderSheet } from './render-sheet.ts';
import type { SheetBlock, SheetDocument } from './sheet.ts';
import { COLUMN_MM, LETTER_MM, SHEET_COLUMNS, SHEET_MM, type SheetLine } from './sheet-lines.ts';

const WIDTH = SHEET_COLUMNS * COLUMN_MM;

function sheets(blocks: SheetBlock[], band: string | null = null) {
  return layOutSheet(documentOf(blocks, band));
}

function documentOf(blocks: SheetBlock[], band: string | null = null): SheetDocument {
  return { title: 'Rapor', running: 'Gün sonu raporu', foot: 'No 7', band, blocks };
}

function textOf({ pieces }: SheetLine): string {
  return pieces.map(({ text }) => text).join(' ');
}

function endOf(line: SheetLine, index: number): number {
  const piece = line.pieces[index];
  return piece ? piece.atMm + (piece.text.length * COLUMN_MM * line.letterMm) / LETTER_MM : Number.NaN;
}

const amounts = (rows: string[][]): SheetBlock => ({
  kind: 'table',
  columns: [
    { head: 'Banka', align: 'start' },
    { head: 'Para', align: 'start' },
    { head: 'Tutar', align: 'end' },
  ],
  rows: rows.map((cells) => ({ cells })),
});

describe('a table on a sheet', () => {
  it('has its figures end below each other, at the right edge', () => {
    const [page] = sheets([
      amounts([
        ['Şekerbank', 'TRY', '1.234.567,89'],
        ['Ziraat', 'TRY', '-5,00'],
      ]),
    ]);
    const lines = page?.lines.filter(({ pieces }) => pieces.length === 3) ?? [];
    expect(lines.map(textOf)).toEqual(['Banka Para Tutar', 'Şekerbank TRY 1.234.567,89', 'Ziraat TRY -5,00']);
    for (const line of lines) expect(endOf(line, 2)).toBeCloseTo(WIDTH, 6);
  });

  it('breaks a long name at blanks and a word only where it must, and leaves no letter out', () => {
    const name = `${'İğneada Şarküteri '.repeat(9)}${'Ü'.repeat(130)}`;
    const [page] = sheets([amounts([[name, 'TRY', '1,00']])]);
    const broken =
      page?.lines.slice(1).flatMap(({ pieces }) => pieces.filter(({ atMm }) => atMm === 0)) ?? [];
    expect(broken.length).toBeGreaterThan(2);
    expect(
      broken
        .map(({ text }) => text)
        .join('')
        .replaceAll(' ', ''),
    ).toBe(name.replaceAll(' ', ''));
  });

  it('never breaks a figure: where many do not fit, the letter of that table gets smaller', () => {
    const figure = '-9.999.999.999.999,99';
    const wide: SheetBlock = {
      kind: 'table',
      columns: [
        { head: 'Banka', align: 'start' },
        ...Array.from({ length: 7 }, () => ({ head: 'Tutar', align: 'end' as const })),
      ],
      rows: [{ cells: ['Türkiye Cumhuriyeti Ziraat Bankası', ...Array.from({ length: 7 }, () => figure)] }],
    };
    const [page] = sheets([wide]);
    const line = page?.lines.find((one) => textOf(one).includes(figure));
    expect(line?.pieces.filter(({ text }) => text === figure)).toHaveLength(7);
    expect(line?.letterMm).toBeLessThan(LETTER_MM);
    expect(line && endOf(line, 7)).toBeCloseTo(WIDTH, 6);
  });

  it('gives long texts the same room, breaks no head for a short name, and what is left to the longest', () => {
    const long = 'Banka yazılı olarak bildirdi '.repeat(12).trim();
    const start = (head: string) => ({ head, align: 'start' as const });
    const two: SheetBlock = {
      kind: 'table',
      columns: [start('No'), start('Ad'), start('Söz')],
      rows: [{ cells: ['1', long, long] }],
    };
    const [, first] = sheets([two])[0]?.lines ?? [];
    const [, name, word] = first?.pieces ?? [];
    expect((word?.atMm ?? 0) - (name?.atMm ?? 0)).toBeCloseTo(WIDTH - (word?.atMm ?? 0), -1);
    const short: SheetBlock = {
      kind: 'table',
      columns: [start('No'), start('Ne yapıldı'), start('Kim')],
      rows: [{ cells: ['1', 'x', 'y'] }],
    };
    expect(sheets([short])[0]?.lines.slice(0, 2).map(textOf)).toEqual(['No Ne yapıldı Kim', '1 x y']);
  });

  it('goes on over sheets with its head on each, none of its rows parted, and every sheet numbered', () => {
    const rows = Array.from({ length: 150 }, (_, index) => [`Banka ${index}`, 'TRY', `${index},00`]);
    const pages = sheets([{ kind: 'heading', text: 'Taraflar' }, amounts(rows)], 'TEST');
    expect(pages.map(({ number }) => number)).toEqual(['1 / 3', '2 / 3', '3 / 3']);
    const texts = pages.map(({ lines }) => lines.map(textOf));
    for (const text of texts) expect(text.filter((one) => one === 'Banka Para Tutar')).toHaveLength(1);
    for (const text of texts) expect(text[0]).toBe('TEST');
    expect(texts.slice(1).every((text) => text.includes('Gün sonu raporu'))).toBe(true);
    expect(texts.flat().filter((one) => one.startsWith('Banka ') && one.endsWith(',00'))).toHaveLength(150);
    for (const { lines } of pages)
      expect(lines.reduce((sum, { heightMm }) => sum + heightMm, 0)).toBeLessThanOrEqual(
        SHEET_MM.height - 34,
      );
  });
});

describe('a document on sheets', () => {
  it('leaves no heading alone at the end of a sheet', () => {
    for (let filling = 55; filling < 70; filling++) {
      const text: SheetBlock[] = Array.from({ length: filling }, () => ({ kind: 'text', text: 'x' }));
      const pages = sheets([...text, { kind: 'heading', text: 'Son' }, amounts([['A', 'TRY', '1,00']])]);
      const page = pages.find(({ lines }) => lines.some((one) => textOf(one) === 'Son'));
      expect(page?.lines.map(textOf)).toContain('A TRY 1,00');
    }
  });

  it('has all of a text that is longer than a sheet', () => {
    const words = Array.from({ length: 2_500 }, (_, index) => `söz${index}`).join(' ');
    const pages = sheets([{ kind: 'text', text: words }]);
    expect(pages.length).toBeGreaterThan(2);
    const read = pages.flatMap(({ lines }) => lines.map(textOf)).filter((one) => one.startsWith('söz'));
    expect(read.join(' ')).toBe(words);
  });

  it('is A4 as a PDF, its letter inside and its text to be sought, and the same bytes each time', async () => {
    const document = documentOf([{ kind: 'title', text: 'İş günü: ş ğ ı', beside: 'No 7' }]);
    const [once, again] = [await renderSheet(document), await renderSheet(document)];
    expect(Buffer.compare(once, again)).toBe(0);
    const pdf = Buffer.from(once).toString('latin1');
    expect(pdf).toContain('/MediaBox [0 0 595 842]');
    expect(pdf).toContain('NotoSansMono-Bold');
    expect(pdf).toContain('/ToUnicode');
    expect(pdf).not.toMatch(/CreationDate|ModDate|\/ID/);
  });
});
