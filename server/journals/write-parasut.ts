import type { ColumnKind } from '#server/exports/export-columns.ts';
import { columnLetters, xlsxCell, xlsxHead } from '#server/exports/write-xlsx.ts';
import { SHEET_TAIL, sheetHead, workbookParts } from '#server/exports/xlsx-parts.ts';
import type { ZipEntry } from '#server/exports/zip.ts';
import type { LedgerEntry } from './ledger-entry.ts';

const COLUMNS: readonly { head: string; as: ColumnKind; width: number }[] = [
  { head: 'Tarih', as: 'day', width: 12 },
  { head: 'Kayıt no', as: 'number', width: 10 },
  { head: 'Hesap', as: 'text', width: 28 },
  { head: 'Açıklama', as: 'text', width: 60 },
  { head: 'Borç', as: 'money', width: 14 },
  { head: 'Alacak', as: 'money', width: 14 },
  { head: 'Döviz', as: 'text', width: 8 },
];

/**
 * Entries for Paraşüt, which keeps accounts and categories but no general ledger: it imports Excel files only («Mevcut
 * verilerin Paraşüt’e aktarılması», parasut.com/kullanim-kilavuzu: invoices, contacts, expenses, products), none of which holds
 * entries. So this is a sheet with one line for each
 * account and day, to be entered as movements of that account, or handed to the accountant whose programme takes it over.
 */
export async function* writeParasut(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<ZipEntry> {
  yield { name: 'xl/worksheets/sheet1.xml', content: sheet(entries) };
  for (const [name, text] of workbookParts([{ name: 'Kayıtlar', file: 1 }])) yield { name, content: [text] };
}

async function* sheet(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<string> {
  const widths = COLUMNS.map((column) => column.width);
  const heads = COLUMNS.map(({ head }, index) => xlsxHead(`${columnLetters(index)}1`, head));
  yield `${sheetHead(widths, { freezes: true })}<row r="1">${heads.join('')}</row>`;
  let row = 1;
  for await (const { number, day, title, currency, lines } of entries) {
    let text = '';
    for (const { account, text: what, debitMinor, creditMinor } of lines) {
      row++;
      const values = [
        day,
        String(number),
        account,
        `${title}: ${what}`,
        side(debitMinor),
        side(creditMinor),
        currency,
      ];
      const cells = COLUMNS.map(({ as }, index) =>
        xlsxCell(`${columnLetters(index)}${row}`, as, values[index] ?? '', currency),
      );
      text += `<row r="${row}">${cells.join('')}</row>`;
    }
    yield text;
  }
  yield SHEET_TAIL;
}

function side(minor: number): string {
  return minor === 0 ? '' : String(minor);
}
