import type { ExportRow } from '#db/queries/export-rows.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { EXPORT_COLUMNS } from './export-columns.ts';
import type { ExportWords } from './export-words.ts';
import { type Origin, type StatementLine, statementOf } from './statement.ts';
import type { RowSource } from './stream-rows.ts';
import { netsOf, startTally, type Tally } from './tally.ts';
import { columnLetters, xlsxCell, xlsxHead } from './write-xlsx.ts';
import { SHEET_TAIL, sheetHead, workbookParts } from './xlsx-parts.ts';
import type { ZipEntry } from './zip.ts';

/** A terminal that gets a sheet of its own, if it has rows. */
export type SheetSource = { label: string; branchName: string; rows: RowSource };

/** What a sheet can hold, its head included. */
const MOST_ROWS = 1_048_576;

const LETTERS = EXPORT_COLUMNS.map((_column, index) => columnLetters(index));
const WIDTHS = EXPORT_COLUMNS.map(({ as }) => (as === 'instant' ? 19 : as === 'text' ? 16 : 12));

/**
 * A filter as the files of a workbook: a sheet for each terminal that has rows, and a first one with what the file states of
 * itself. Nothing is kept but sums. `mostRows` is what a sheet can hold; what is more goes on in another.
 */
export async function* exportXlsx(
  sources: readonly SheetSource[],
  { origin, words }: { origin: Origin; words: ExportWords },
  mostRows = MOST_ROWS,
): AsyncGenerator<ZipEntry> {
  const total = startTally();
  const sheets = [{ name: words.file.summary, file: 1 }];
  const terminals: { source: SheetSource; tally: Tally }[] = [];
  for (const source of sources) {
    const reader = batchReader(source.rows);
    const tally = startTally();
    for (let part = 1; await reader.hasMore(); part++) {
      const file = sheets.length + 1;
      sheets.push({
        name: sheetName(
          source.label,
          part,
          sheets.map((sheet) => sheet.name),
        ),
        file,
      });
      const content = sheetOf(reader, words, mostRows, (row) => {
        tally.add(row);
        total.add(row);
      });
      yield { name: `xl/worksheets/sheet${file}.xml`, content };
    }
    if (tally.read().count > 0) terminals.push({ source, tally: tally.read() });
  }
  const summary = summarySheet(statementOf(origin, total.read(), words), terminals, words);
  yield { name: 'xl/worksheets/sheet1.xml', content: [summary] };
  for (const [name, text] of workbookParts(sheets)) yield { name, content: [text] };
}

/** Rows one by one out of their batches, with a look ahead. */
function batchReader(rows: RowSource) {
  const batches = rows[Symbol.asyncIterator]();
  let batch: readonly ExportRow[] = [];
  let at = 0;
  return {
    async hasMore(): Promise<boolean> {
      while (at >= batch.length) {
        const next = await batches.next();
        if (next.done) return false;
        batch = next.value;
        at = 0;
      }
      return true;
    },
    /** Up to so many of the rows at hand. */
    take(most: number): readonly ExportRow[] {
      const taken = batch.slice(at, at + most);
      at += taken.length;
      return taken;
    },
  };
}

async function* sheetOf(
  reader: ReturnType<typeof batchReader>,
  words: ExportWords,
  mostRows: number,
  seen: (row: ExportRow) => void,
): AsyncGenerator<string> {
  const heads = EXPORT_COLUMNS.map(({ key }, index) => xlsxHead(`${LETTERS[index]}1`, words.heads[key]));
  yield `${sheetHead(WIDTHS, { freezes: true })}<row r="1">${heads.join('')}</row>`;
  let number = 1;
  while (number < mostRows && (await reader.hasMore())) {
    let text = '';
    for (const row of reader.take(mostRows - number)) {
      seen(row);
      number++;
      text += rowOf(row, number, words);
    }
    yield text;
  }
  yield SHEET_TAIL;
}

function rowOf(row: ExportRow, number: number, words: ExportWords): string {
  let cells = '';
  for (let index = 0; index < EXPORT_COLUMNS.length; index++) {
    const column = EXPORT_COLUMNS[index];
    if (column)
      cells += xlsxCell(`${LETTERS[index]}${number}`, column.as, column.read(row, words), row.currency);
  }
  return `<row r="${number}">${cells}</row>`;
}

function summarySheet(
  statement: StatementLine[],
  terminals: readonly { source: SheetSource; tally: Tally }[],
  { heads, file }: ExportWords,
): string {
  const rows: string[] = [];
  const add = (cells: (place: (column: number) => string) => string[]) => {
    const number = rows.length + 1;
    rows.push(`<row r="${number}">${cells((column) => `${columnLetters(column)}${number}`).join('')}</row>`);
  };
  for (const line of statement) {
    add((place) => [
      xlsxHead(place(0), line.label),
      'text' in line
        ? xlsxCell(place(1), 'text', line.text)
        : xlsxCell(place(1), 'number', line.count === null ? '' : String(line.count)),
      ...('minor' in line ? amountCells(place, line.minor, line.currency) : []),
    ]);
  }
  add(() => []);
  const columns = [heads.device, heads.branch, file.rows, heads.currency, file.net];
  add((place) => columns.map((head, column) => xlsxHead(place(column), head)));
  for (const { source, tally } of terminals) {
    const nets: { currency: CurrencyCode | ''; minor: number | null }[] = netsOf(tally);
    for (const { currency, minor } of nets.length > 0 ? nets : [{ currency: '', minor: null }]) {
      add((place) => [
        xlsxCell(place(0), 'text', source.label),
        xlsxCell(place(1), 'text', source.branchName),
        xlsxCell(place(2), 'number', String(tally.count)),
        xlsxCell(place(3), 'text', currency),
        xlsxCell(place(4), 'money', minor === null ? '' : String(minor), currency),
      ]);
    }
  }
  return sheetHead([26, 40, 14, 14, 16], { freezes: false }) + rows.join('') + SHEET_TAIL;
}

function amountCells(place: (column: number) => string, minor: number, currency: string): string[] {
  return [xlsxCell(place(2), 'money', String(minor), currency), xlsxCell(place(3), 'text', currency)];
}

/** A name a sheet may have: at most 31 characters, none of `[]:*?/\`, no apostrophe at an end, and none twice (whatever the case). */
function sheetName(label: string, part: number, taken: readonly string[]): string {
  const plain =
    label
      .replaceAll(/[[\]:*?/\\]|\p{Cc}/gu, ' ')
      .replaceAll(/^'+|'+$/g, '')
      .trim() || '-';
  const isTaken = (name: string) => taken.some((one) => one.toLowerCase() === name.toLowerCase());
  for (let number = part; ; number++) {
    const ending = number === 1 ? '' : ` (${number})`;
    const name = plain.slice(0, 31 - ending.length).trimEnd() + ending;
    if (!isTaken(name) && name.toLowerCase() !== 'history') return name;
  }
}
