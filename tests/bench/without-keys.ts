import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';

/**
 * Does something while a table has no key and no index, nothing points at it and it points at nothing, and puts all of that back:
 * an index built of all rows at once takes a fraction of one that is kept row by row.
 */
export async function withoutKeys(owner: Db, table: string, work: () => Promise<void>): Promise<void> {
  const constraints = await owner.execute<{ on: string; name: string; definition: string }>(sql`
    select conrelid::regclass::text as on, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
    from pg_constraint
    where contype in ('p', 'u', 'f') and ${table}::regclass in (conrelid, confrelid)
    order by contype = 'f' desc, oid`);
  for (const { on, name } of constraints)
    await owner.execute(sql.raw(`alter table ${on} drop constraint ${name}`));
  const indexes = await owner.execute<{ name: string; definition: string }>(sql`
    select quote_ident(indexname) as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and tablename = ${table}`);
  for (const { name } of indexes) await owner.execute(sql.raw(`drop index ${name}`));
  await work();
  await owner.execute(sql`set maintenance_work_mem = '1GB'`);
  for (const { definition } of indexes) await owner.execute(sql.raw(definition));
  // Keys first: what points at the table needs them.
  for (const { on, name, definition } of constraints.toReversed()) {
    // What was drawn points at whatever was drawn before it, also of another merchant: only new rows are checked.
    const unchecked = definition.startsWith('FOREIGN KEY') ? 'not valid' : '';
    await owner.execute(sql.raw(`alter table ${on} add constraint ${name} ${definition} ${unchecked}`));
  }
}
