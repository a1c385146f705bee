import postgres from 'postgres';
import { LASTING } from '#db/client.ts';
import { type CopiedTable, createBackupFile } from './backup-file.ts';
import { listTables, target } from './catalog.ts';

/** What was written. */
export type WrittenBackup = { takenAt: Date; rows: Record<string, number>; sha256: string };

/**
 * Copies every table of ours as of one instant into a file, while portals and workers go on: one transaction that only reads and
 * blocks nobody. Jobs are not among it: they are wake-ups, and recovery gives those anew that the rows call for. Throws, and leaves
 * no file, when the role does not see every merchant's rows.
 */
export async function writeBackup(url: string, path: string): Promise<WrittenBackup> {
  const sql = postgres(url, { ...LASTING, max: 1, connection: { application_name: 'vezne-backup' } });
  const file = await createBackupFile(path);
  try {
    await assertSeesAll(sql);
    return await sql.begin('isolation level repeatable read read only', async (tx) => {
      const tables = await listTables(tx);
      const [as] = await tx<{ of: string; migration: string }[]>`
        select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as of,
          (select max(created_at) from drizzle.__drizzle_migrations) as migration`;
      const takenAt = as?.of ?? '';
      await file.writeHeader({ takenAt, migration: Number(as?.migration), tables });
      const rows: Record<string, number> = {};
      for (const table of tables) rows[table.name] = await copy(tx, table, file);
      return { takenAt: new Date(takenAt), rows, sha256: await file.finish(rows) };
    });
  } catch (error) {
    await file.abandon();
    throw error;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function copy(
  tx: postgres.TransactionSql,
  table: CopiedTable,
  file: Awaited<ReturnType<typeof createBackupFile>>,
): Promise<number> {
  const rows = await tx.unsafe(`copy ${target(table)} to stdout`).readable();
  let count = 0;
  for await (const chunk of rows) count += await file.writeRows(chunk as Buffer);
  await file.endTable();
  return count;
}

/** A role that row-level security binds would leave out rows without a word. */
async function assertSeesAll(sql: postgres.Sql): Promise<void> {
  const [role] = await sql<{ name: string; seesAll: boolean }[]>`
    select rolname::text as name, rolsuper or rolbypassrls as "seesAll" from pg_roles where rolname = current_user`;
  if (role?.seesAll) return;
  throw new Error(
    `The role ${role?.name} sees no merchant's rows (row-level security). Make one that may read everything and change nothing, and
let BACKUP_DATABASE_URL name it:

  create role backup_reader login bypassrls password '…' in role pg_read_all_data;`,
  );
}
