import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFile } from './decode-file.ts';
import { guessMapping, type Mapping } from './mapping.ts';
import { openFile } from './open-file.ts';
import { readLines } from './read-lines.ts';
import { readTable, type Table } from './read-table.ts';

const TURKISH =
  'İşlem Tarihi;Terminal No;Brüt Tutar;Para Birimi;Referans\n12.05.2026;00270450;1.234,50;TL;ŞĞ 1\n';
const known = {
  terminals: [
    { name: '00270450', deviceId: 'dev_a' as const, acquirerId: '12' },
    { name: 'P00102', deviceId: 'dev_b' as const, acquirerId: '' },
  ],
  home: 'TRY' as const,
};

function packed(bytes: Uint8Array | string): string {
  return gzipSync(bytes).toString('base64');
}

function tableOf(text: string): Table {
  const table = readTable(text);
  if (typeof table === 'string') throw new Error(table);
  return table;
}

function read(text: string, changes: Partial<Mapping> = {}) {
  const table = tableOf(text);
  const guessed = guessMapping(
    table.heads,
    table.rows.map(({ cells }) => cells),
  );
  return readLines(table, { ...guessed, ...changes }, known);
}

describe('a file', () => {
  const windows = Buffer.from(
    TURKISH.replaceAll('İ', '\u00dd')
      .replaceAll('ş', '\u00fe')
      .replaceAll('Ş', '\u00de')
      .replaceAll('Ğ', '\u00d0'),
    'latin1',
  );
  test.each([
    ['utf-8', Buffer.from(TURKISH)],
    ['utf-8', Buffer.from(`\ufeff${TURKISH}`)],
    ['utf-16le', Buffer.from(`\ufeff${TURKISH}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${TURKISH}`, 'utf16le').swap16()],
    ['windows-1254', windows],
  ])('in %s is read letter by letter', (encoding, bytes) => {
    const file = openFile(packed(bytes));
    if (typeof file === 'string') throw new Error(file);
    expect(file.encoding).toBe(encoding);
    expect(file.table.heads[0]).toBe('İşlem Tarihi');
    expect(file.table.rows[0]?.cells[4]).toBe('ŞĞ 1');
  });

  test('that is none, is too large or did not arrive whole is refused with its reason', () => {
    expect(openFile('!!!')).toBe('broken');
    expect(openFile(packed(''))).toBe('empty');
    expect(openFile(packed('a'.repeat(5 * 1024 * 1024 + 1)))).toBe('too_large');
    expect(openFile(packed(Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe])))).toBe('not_text');
    expect(openFile(packed('only one column\n1\n'))).toBe('no_separator');
    expect(openFile(packed('a;b\n"never closed;1\n'))).toBe('quotes');
    expect(openFile(packed(`a;b\n${'x'.repeat(1_001)};1\n`))).toBe('cell_too_long');
    expect(openFile(packed(`${'a;'.repeat(70)}b\n`))).toBe('too_many_columns');
    expect(openFile(packed(`a;b\n${'1;2\n'.repeat(50_001)}`))).toBe('too_many_lines');
    expect(decodeFile(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8' });
  });

  test('says by its first line how its columns are parted', () => {
    for (const sign of [';', ',', '\t', '|']) expect(tableOf(`a${sign}b\n1${sign}2\n`).separator).toBe(sign);
  });
});

describe('the columns of a file', () => {
  test('are understood by heads in three languages, and by what stands in them', () => {
    expect(read(TURKISH).lines[0]).toEqual({
      line: 2,
      deviceId: 'dev_a',
      acquirerId: '12',
      day: '2026-05-12',
      batchNumber: null,
      currency: 'TRY',
      amountMinor: 123_450,
      reference: 'ŞĞ 1',
    });
    const english = 'Transaction date,Terminal,Gross amount,Batch no\n05/31/2026,P00102,"1,234.50",42\n';
    expect(read(english).lines[0]).toMatchObject({
      day: '2026-05-31',
      amountMinor: 123_450,
      batchNumber: '42',
    });
    const french = 'Jour;Terminal;Montant brut\n2026-05-12;270450;(12,00)\n';
    expect(read(french).lines[0]).toMatchObject({ deviceId: 'dev_a', amountMinor: -1_200 });
  });
});

describe('a line', () => {
  const HEAD = 'Tarih;Terminal;Tutar;Referans\n';
  test.each([
    ['12.05.2026;00270450;12,50', { why: 'columns', expected: 4, found: 3 }],
    ['31.02.2026;00270450;12,50;', { why: 'day', text: '31.02.2026' }],
    ['12.05.26;00270450;12,50;', { why: 'day', text: '12.05.26' }],
    ['12.05.2026;00270450;12,5x;', { why: 'amount', text: '12,5x' }],
    ['12.05.2026;00270450;1e3;', { why: 'amount', text: '1e3' }],
    ['12.05.2026;00270450;12,505;', { why: 'amount', text: '12,505' }],
    ['12.05.2026;00270450;12.50;', { why: 'decimal', text: '12.50' }],
    ['12.05.2026;99999;12,50;', { why: 'terminal', text: '99999' }],
    [
      '12.05.2026;4111 1111 1111 1111;12,50;',
      { why: 'terminal', text: expect.stringMatching(/^[*]{4}.*1111$/) },
    ],
  ])('«%s» is not guessed at but explained', (line, problem) => {
    const { lines, problems } = read(`${HEAD}12.05.2026;00270450;1,00;a\n${line}\n`, {
      decimal: ',',
      dayOrder: 'dmy',
    });
    expect(lines).toHaveLength(1);
    expect(problems).toEqual([expect.objectContaining({ line: 3, ...problem })]);
  });

  test('is quoted as it stands there where no number in it is a card’s', () => {
    const line = '12.05.2026;00270450;12345678;90123450';
    expect(read(`${HEAD}${line};more\n`).problems).toEqual([
      expect.objectContaining({ why: 'columns', text: `${line.replaceAll(';', ' ')} more` }),
    ]);
  });

  test('that stands there twice is counted once, and named', () => {
    const line = '12.05.2026;00270450;12,50;a\n';
    expect(read(HEAD + line + line).problems).toEqual([
      expect.objectContaining({ why: 'duplicate', first: 2 }),
    ]);
    expect(read(`${HEAD}${line}12.05.2026;00270450;12,50;b\n`).lines).toHaveLength(2);
  });

  test('never keeps a card number, a hidden sign, or anything but text', () => {
    const [line] = read(`${HEAD}12.05.2026;00270450;12,50;=1+1 4111111111111111\u202e\n`).lines;
    expect(line?.reference).toBe('=1+1 ************1111');
  });

  test('of any file at all breaks nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const file = openFile(packed(bytes));
        if (typeof file === 'string') return;
        const rows = file.table.rows.map(({ cells }) => cells);
        readLines(file.table, guessMapping(file.table.heads, rows), known);
      }),
    );
  });

  test('with an amount as its language writes it is read to the minor unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999_999, max: 99_999_999 }),
        fc.constantFrom('tr', 'en'),
        (minor, language) => {
          const written = new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(minor / 100);
          const decimal = language === 'en' ? '.' : ',';
          const { lines } = read(`${HEAD}12.05.2026;P00102;${written};x\n`, { decimal, dayOrder: 'dmy' });
          expect(lines[0]?.amountMinor).toBe(minor === 0 ? 0 : minor);
        },
      ),
    );
  });
});
