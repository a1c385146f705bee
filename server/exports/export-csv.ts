import { EXPORT_COLUMNS } from './export-columns.ts';
import type { ExportWords } from './export-words.ts';
import { type Origin, statementOf } from './statement.ts';
import type { RowSource } from './stream-rows.ts';
import { startTally } from './tally.ts';
import { BYTE_ORDER_MARK, type CsvWriter } from './write-csv.ts';

/** A filter as a text file: a head, the rows in the order of the list, an empty line, and what the file states of itself. */
export async function* exportCsv(
  rows: RowSource,
  { origin, words, csv }: { origin: Origin; words: ExportWords; csv: CsvWriter },
): AsyncGenerator<string> {
  const heads = EXPORT_COLUMNS.map(({ key }) => csv.cell('text', words.heads[key]));
  yield BYTE_ORDER_MARK + csv.line(heads);
  const tally = startTally();
  for await (const batch of rows) {
    let text = '';
    for (const row of batch) {
      tally.add(row);
      text += csv.line(EXPORT_COLUMNS.map(({ as, read }) => csv.cell(as, read(row, words), row.currency)));
    }
    yield text;
  }
  yield csv.line([]);
  for (const line of statementOf(origin, tally.read(), words)) {
    const cells = [csv.cell('text', line.label)];
    if ('text' in line) cells.push(csv.cell('text', line.text));
    else cells.push(line.count === null ? '' : csv.cell('number', String(line.count)));
    if ('minor' in line) cells.push(csv.cell('money', String(line.minor), line.currency), line.currency);
    yield csv.line(cells);
  }
}
