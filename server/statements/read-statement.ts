import type { Tx } from '#db/client.ts';
import { findLastMapping, findSameFile, listKnownTerminals } from '#db/queries/statements.ts';
import type { Context } from '#server/auth/context.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { guessMapping, type Mapping, mapping as mappingSchema } from './mapping.ts';
import { type FileProblem, type OpenFile, openFile } from './open-file.ts';
import { type ReadLines, readLines } from './read-lines.ts';

/** A file, packed by the browser, and how its columns are to be read; null: as the last file with these heads was. */
export type Uploaded = { packed: string; mapping: Mapping | null };

/** Why nothing can be read of a file. */
export type StatementFailure =
  | { kind: FileProblem }
  /** These have to be chosen: nothing can be matched without them. */
  | { kind: 'column_missing'; roles: ('day' | 'terminal' | 'amount')[] }
  /** The same file counts already. */
  | { kind: 'stored_already'; fileName: string };

/** A file that was read, with the meaning it was read by. */
export type ReadStatement = OpenFile & { mapping: Mapping; read: ReadLines | null; missing: ColumnMissing };
type ColumnMissing = Extract<StatementFailure, { kind: 'column_missing' }>['roles'];

/** Reads an uploaded file; nothing of it is stored. `read` is null while a column has to be chosen. */
export async function readStatement(
  ctx: Context<'variances:settle'>,
  tx: Tx,
  { packed, mapping: chosen }: Uploaded,
): Promise<ReadStatement | StatementFailure> {
  const merchantId = ctx.merchant.id;
  const file = openFile(packed);
  if (typeof file === 'string') return { kind: file };
  const same = await findSameFile(tx, merchantId, file.fileHash);
  if (same) return { kind: 'stored_already', fileName: same.fileName };
  const last = mappingSchema.safeParse(await findLastMapping(tx, merchantId, file.headHash));
  const guessed = guessMapping(
    file.table.heads,
    file.table.rows.slice(0, 200).map(({ cells }) => cells),
  );
  const mapping = chosen ?? (last.success ? last.data : guessed);
  const missing = (['day', 'terminal', 'amount'] as const).filter((role) => mapping[role] === null);
  if (missing.length > 0) return { ...file, mapping, read: null, missing };
  const terminals = await listKnownTerminals(tx, merchantId);
  const read = readLines(file.table, mapping, { terminals, home: ctx.merchant.currency });
  return { ...file, mapping, read, missing };
}

/** What is left per currency. Pure. */
export function sumsOf({ lines }: Pick<ReadLines, 'lines'>): { currency: CurrencyCode; minor: number }[] {
  return [...Map.groupBy(lines, ({ currency }) => currency)].map(([currency, ofOne]) => ({
    currency,
    minor: ofOne.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
  }));
}
