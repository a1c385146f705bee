import {
  type ExportPlace,
  type ExportRow,
  type ExportRows,
  listExportRows,
  nameExportRows,
} from '#db/queries/export-rows.ts';
import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';

/** The rows of a filter, some thousand at a time. */
export type RowSource = AsyncIterable<readonly ExportRow[]>;

/** Whoever may export, and the worker on behalf of such a person. */
export type MayExport = Context<'transactions:export'> | SystemContext;

/** Enough that the way to the database hardly counts, few enough that they are forgotten while they are young. */
const AT_ONCE = 2_000;

/**
 * The rows of a filter, newest first, as they are asked for: each step is a short transaction of its own, so that a slow reader
 * holds no connection. While one step is written, the next one is given its names and the one after it is read: the database and
 * this process work at the same time. What is started meanwhile is newer than the first row and not among them.
 */
export async function* streamRows(ctx: MayExport, filter: ListFilter): AsyncGenerator<readonly ExportRow[]> {
  const { id } = ctx.merchant;
  const read = (after: ExportPlace | null): Promise<ExportRows> =>
    unheard(ctx.inTransaction((tx) => listExportRows(tx, id, filter, { after, limit: AT_ONCE })));
  const name = (rows: ExportRow[]): Promise<ExportRow[]> =>
    unheard(ctx.inTransaction((tx) => nameExportRows(tx, id, rows)).then(() => rows));
  let naming: Promise<ExportRow[]> | null = null;
  for (let reading: Promise<ExportRows> | null = read(null); reading; ) {
    const { rows, next }: ExportRows = await reading;
    reading = next ? read(next) : null;
    const named = await naming;
    naming = rows.length > 0 ? name(rows) : null;
    if (named) yield named;
  }
  if (naming) yield await naming;
}

/** Whoever stops reading hears of no failure. */
function unheard<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}
