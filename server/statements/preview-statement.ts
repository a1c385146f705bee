import type { Context } from '#server/auth/context.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Mapping } from './mapping.ts';
import { type LineProblem, shownCells } from './read-lines.ts';
import { readStatement, type StatementFailure, sumsOf, type Uploaded } from './read-statement.ts';

/** What a file would be stored as. */
export type StatementPreview = {
  heads: string[];
  /** The first rows as they stand there, card numbers hidden. */
  rows: string[][];
  encoding: string;
  separator: string;
  mapping: Mapping;
  missing: ('day' | 'terminal' | 'amount')[];
  lineCount: number;
  sums: { currency: CurrencyCode; minor: number }[];
  problems: LineProblem[];
  problemCount: number;
};

const SHOWN_ROWS = 5;
const SHOWN_PROBLEMS = 50;

/** Shows how a file would be read, with everything that is wrong with it line by line; stores nothing. */
export async function previewStatement(
  ctx: Context<'variances:settle'>,
  uploaded: Uploaded,
): Promise<Result<StatementPreview, StatementFailure>> {
  const file = await ctx.inTransaction((tx) => readStatement(ctx, tx, uploaded));
  if ('kind' in file) return err(file);
  const { table, encoding, mapping, missing, read } = file;
  const clean = (cells: readonly string[]) => shownCells(cells).map((cell) => cell.slice(0, 60));
  return ok({
    heads: clean(table.heads),
    rows: table.rows.slice(0, SHOWN_ROWS).map(({ cells }) => clean(cells)),
    encoding,
    separator: table.separator,
    mapping,
    missing,
    lineCount: read?.lines.length ?? 0,
    sums: read ? sumsOf(read) : [],
    problems: read?.problems.slice(0, SHOWN_PROBLEMS) ?? [],
    problemCount: read?.problems.length ?? 0,
  });
}
