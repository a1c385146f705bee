import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Tx } from '#db/client.ts';

const CHUNK = 1000;

/**
 * Inserts whole rows, many per statement. As JSON, because a statement takes only so many parameters and `COPY` is
 * refused where row-level security is forced. Every column must be given: defaults do not apply.
 */
export async function insertRows<T extends PgTable>(
  tx: Tx,
  table: T,
  rows: readonly T['$inferSelect'][],
  onInserted: (count: number) => void = () => undefined,
): Promise<void> {
  const names = Object.entries(getTableColumns(table)).map(([key, column]) => [key, column.name] as const);
  const target = sql.identifier(getTableName(table));
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK);
    const json = JSON.stringify(
      chunk.map((row) => Object.fromEntries(names.map(([key, name]) => [name, row[key]]))),
    );
    await tx.execute(
      sql`insert into ${target} select * from json_populate_recordset(null::${target}, ${json}::text::json)`,
    );
    onInserted(chunk.length);
  }
}
