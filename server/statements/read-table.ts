import { parse } from 'csv-parse/sync';

/** A file as a table: its heads, and its rows with the line of the file each begins on. */
export type Table = { separator: string; heads: string[]; rows: { line: number; cells: string[] }[] };

/** Why a text is no table that can be read. */
export type TableProblem =
  | 'empty'
  | 'no_separator'
  | 'quotes'
  | 'too_many_lines'
  | 'too_many_columns'
  | 'cell_too_long';

const SEPARATORS = [';', '\t', ',', '|'] as const;

/** More than a quarter of a large merchant. */
const MOST_LINES = 50_000;
const MOST_COLUMNS = 60;
const LONGEST_CELL = 1_000;

/** Reads separated values (RFC 4180) with whatever separator the heads are parted by. Pure. */
export function readTable(text: string): Table | TableProblem {
  const first = text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0] ?? '';
  if (text.trim() === '') return 'empty';
  const separator = SEPARATORS.toSorted((a, b) => count(first, b) - count(first, a))[0] ?? ';';
  if (count(first, separator) === 0) return 'no_separator';
  let records: string[][];
  const places: number[] = [];
  try {
    records = parse(text, {
      delimiter: separator,
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
      to: MOST_LINES + 2,
      on_record: (record: string[], { lines }) => {
        places.push(lines);
        return record;
      },
    });
  } catch {
    return 'quotes';
  }
  const [head, ...rows] = records;
  if (!head) return 'empty';
  if (rows.length > MOST_LINES) return 'too_many_lines';
  if (head.length > MOST_COLUMNS) return 'too_many_columns';
  if (records.some((record) => record.some((cell) => cell.length > LONGEST_CELL))) return 'cell_too_long';
  return {
    separator,
    heads: head.map((cell) => cell.trim()),
    rows: rows.map((cells, index) => ({ line: places[index + 1] ?? 0, cells })),
  };
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
