import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';

/** The database's time at this moment, in epoch milliseconds: not when a transaction began. */
export async function readDatabaseTime(db: Db): Promise<number> {
  const [row] = await db.execute<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  if (!row) throw new Error('The database does not tell its time');
  return row.ms;
}
