import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ExportRow } from '#db/queries/export-rows.ts';
import { makeExportRow } from '#tests/factories/export-row.ts';
import { makeListReader } from '#tests/factories/list-reader.ts';
import { readZip } from '#tests/support/read-zip.ts';
import { EXPORT_COLUMNS } from './export-columns.ts';
import { exportWords } from './export-words.ts';
import { exportXlsx } from './export-xlsx.ts';
import { columnLetters } from './write-xlsx.ts';
import { zip } from './zip.ts';

const words = exportWords('en', 'Europe/Istanbul', makeListReader().choices);
const origin = {
  merchant: 'Deneme & Kahve',
  filter: '',
  timeZone: 'Europe/Istanbul',
  madeAt: '2026-03-04 13:05:00',
  madeBy: 'Işıl',
};

async function workbook(devices: [label: string, rows: ExportRow[]][], mostRows?: number) {
  const sources = devices.map(([label, rows]) => ({
    label,
    branchName: 'Kadıköy',
    rows: (async function* () {
      if (rows.length > 0) yield rows;
    })(),
  }));
  const files = readZip(await buffer(zip(exportXlsx(sources, { origin, words }, mostRows), new Date(0))));
  const names = [...(files.get('xl/workbook.xml') ?? '').matchAll(/<sheet name="([^"]*)"/g)].map(
    (match) => match[1],
  );
  return { files, names, sheet: (number: number) => files.get(`xl/worksheets/sheet${number}.xml`) ?? '' };
}

/** The cell of a column in a row of a sheet, as it is written. */
function cellOf(sheet: string, key: (typeof EXPORT_COLUMNS)[number]['key'], row: number): string | undefined {
  const letters = columnLetters(EXPORT_COLUMNS.findIndex((column) => column.key === key));
  return new RegExp(`<c r="${letters}${row}"[^>]*>.*?</c>`).exec(sheet)?.[0];
}

describe('a workbook of transactions', () => {
  it('has a summary first and a sheet for each terminal that has rows', async () => {
    const { files, names, sheet } = await workbook([
      ['Giriş kasası', [makeExportRow(), makeExportRow()]],
      ['Never used', []],
      ['Bahçe', [makeExportRow()]],
    ]);
    expect(names).toEqual(['Summary', 'Giriş kasası', 'Bahçe']);
    expect(sheet(2).match(/<row /g)).toHaveLength(3);
    expect(sheet(3).match(/<row /g)).toHaveLength(2);
    expect([...files.keys()].filter((name) => name.includes('sheet'))).toHaveLength(3);
    for (const number of [1, 2, 3]) {
      expect(files.get('[Content_Types].xml')).toContain(`/xl/worksheets/sheet${number}.xml`);
      expect(files.get('xl/_rels/workbook.xml.rels')).toContain(`worksheets/sheet${number}.xml`);
    }
  });

  it('has typed cells: moments, days, amounts and numbers are numbers, codes are text with their zeros', async () => {
    const { sheet } = await workbook([['Kasa', [makeExportRow({ kind: 'refund', shownKind: 'refund' })]]]);
    expect(cellOf(sheet(2), 'startedAt', 2)).toMatch(/<c r="A2" s="2"><v>46085\.545138\d*<\/v><\/c>/);
    expect(cellOf(sheet(2), 'businessDate', 2)).toBe('<c r="C2" s="3"><v>46085</v></c>');
    expect(cellOf(sheet(2), 'amount', 2)).toBe('<c r="F2" s="5"><v>-118.00</v></c>');
    expect(cellOf(sheet(2), 'installments', 2)).toContain('<v>1</v>');
    expect(cellOf(sheet(2), 'rrn', 2)).toContain('t="inlineStr"><is><t>000000000042</t>');
    expect(cellOf(sheet(2), 'saleNumber', 2)).toBeUndefined();
  });

  it('holds any text as text: formulas, markup, controls, lone halves of signs', async () => {
    const text = '=1+1 <b>&"\u0001\u000b\ud800 😀';
    const { sheet } = await workbook([['Kasa', [makeExportRow({ reference: text })]]]);
    expect(cellOf(sheet(2), 'reference', 2)).toContain(
      't="inlineStr"><is><t>=1+1 &lt;b&gt;&amp;&quot; 😀</t>',
    );
    expect(sheet(2)).not.toContain('<f');
  });

  it('states its filter, zone, rows and sums, and what each terminal came to', async () => {
    const { sheet } = await workbook([
      [
        'Kasa',
        [makeExportRow(), makeExportRow({ amountMinor: '200' }), makeExportRow({ state: 'declined' })],
      ],
      ['Bahçe', [makeExportRow({ currency: 'USD' })]],
    ]);
    const rows = [...sheet(1).matchAll(/<row[^>]*>(.*?)<\/row>/g)].map(([, row = '']) =>
      [...row.matchAll(/<(?:t[^>]*|v)>([^<]*)</g)].map(([, value]) => value),
    );
    expect(rows).toEqual([
      ['Merchant', 'Deneme &amp; Kahve'],
      ['Filter', 'Everything'],
      ['Times in', 'Europe/Istanbul'],
      ['Made', '2026-03-04 13:05:00'],
      ['Made by', 'Işıl'],
      ['Rows', '4'],
      ['Approved: Sale', '2', '120.00', 'TRY'],
      ['Approved: Sale', '1', '118.00', 'USD'],
      ['Net', '120.00', 'TRY'],
      ['Net', '118.00', 'USD'],
      [],
      ['Device', 'Branch', 'Rows', 'Currency', 'Net'],
      ['Kasa', 'Kadıköy', '3', 'TRY', '120.00'],
      ['Bahçe', 'Kadıköy', '1', 'USD', '118.00'],
    ]);
  });

  it('goes on in another sheet where one is full, without losing a row', async () => {
    const rows = Array.from({ length: 5 }, (_row, number) => makeExportRow({ stan: `${number}` }));
    const { names, sheet } = await workbook([['Kasa', rows]], 3);
    expect(names).toEqual(['Summary', 'Kasa', 'Kasa (2)', 'Kasa (3)']);
    const stans = [2, 3, 4].flatMap((number) =>
      [2, 3].flatMap((row) => cellOf(sheet(number), 'stan', row) ?? []),
    );
    expect(stans.map((cell) => /<t>(\d)</.exec(cell)?.[1])).toEqual(['0', '1', '2', '3', '4']);
  });

  it('names sheets as a workbook may, each once', async () => {
    const long = 'A terminal with a name that is longer than any sheet may have';
    const { names } = await workbook(
      ['a/b:c?', 'A/B:C?', "'quoted'", 'History', long, `${long}!`, '[]'].map((label) => [
        label,
        [makeExportRow()],
      ]),
    );
    expect(names).toEqual([
      'Summary',
      'a b c',
      'A B C (2)',
      'quoted',
      'History (2)',
      'A terminal with a name that is',
      'A terminal with a name that (2)',
      '-',
    ]);
  });
});
