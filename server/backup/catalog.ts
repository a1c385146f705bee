import type postgres from 'postgres';
import type { CopiedTable } from './backup-file.ts';

/** Every table of ours, with the columns that can be written, in one order. */
export async function listTables(sql: postgres.ISql): Promise<CopiedTable[]> {
  return sql<CopiedTable[]>`
    select c.relname::text as name,
      (select array_to_json(array_agg(a.attname::text order by a.attnum)) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    order by c.relname`;
}

/** What of the schema stands in the way of rows that come in any order, and as whoever owns the tables. */
export async function listObstacles(sql: postgres.ISql) {
  const foreignKeys = await sql<{ table: string; name: string; definition: string }[]>`
    select conrelid::regclass::text as table, conname::text as name, pg_get_constraintdef(oid) as definition
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`;
  const forced = await sql<{ name: string }[]>`
    select relname::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relforcerowsecurity`;
  return { foreignKeys, forced: forced.map(({ name }) => name) };
}

/** A name as SQL takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `table (column, …)` */
export function target({ name, columns }: CopiedTable): string {
  return `public.${quoted(name)} (${columns.map(quoted).join(', ')})`;
}
