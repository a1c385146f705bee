import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/** The order in which people look names up: ç after c, ı before i. The database's own order puts such letters after z. */
export function byName(column: AnyPgColumn): SQL {
  return sql`${column} collate "tr-x-icu"`;
}
