import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type postgres from 'postgres';
import { isIndexAhead, statementsOf } from './migration-rules.ts';

type Journal = { entries: { tag: string; when: number }[] };

/**
 * Builds the indexes of migrations that are not applied yet without stopping anybody: a migration runs in a transaction, in which
 * an index cannot be built concurrently. It then finds them there. A new database has no such tables; its migrations make them
 * while they are empty. An index whose building was cut off is built anew.
 */
export async function buildIndexesAhead(sql: postgres.Sql, folder: string): Promise<void> {
  const [known] = await sql<
    { table: string | null }[]
  >`select to_regclass('drizzle.__drizzle_migrations') as table`;
  if (!known?.table) return;
  const [last] = await sql<
    { at: string | null }[]
  >`select max(created_at) as at from drizzle.__drizzle_migrations`;
  const journal = JSON.parse(await readFile(join(folder, 'meta/_journal.json'), 'utf8')) as Journal;
  for (const { tag } of journal.entries.filter(({ when }) => when > Number(last?.at ?? 0))) {
    const statements = statementsOf(await readFile(join(folder, `${tag}.sql`), 'utf8'));
    if (!statements.every(isIndexAhead)) continue;
    for (const statement of statements) await build(sql, statement);
  }
}

async function build(sql: postgres.Sql, statement: string): Promise<void> {
  const name = /\bif not exists\s+"?(\w+)/i.exec(statement)?.[1] ?? '';
  const [broken] = await sql`
    select 1 from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = ${name} and not i.indisvalid`;
  if (broken) await sql.unsafe(`drop index concurrently if exists "${name}"`);
  await sql.unsafe(statement.replace(/\bindex if not exists\b/i, 'index concurrently if not exists'));
}
