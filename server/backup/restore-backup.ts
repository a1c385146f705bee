import postgres from 'postgres';
import { LASTING } from '#db/client.ts';
import { migrate } from '#db/migrate.ts';
import { newestMigration } from '#db/newest-migration.ts';
import { type BackupHeader, type BackupTrailer, readBackupFile, UnusableBackup } from './backup-file.ts';
import { listObstacles, listTables, quoted } from './catalog.ts';
import { type CopyIn, copyInto } from './copy-in.ts';

/** What was brought back. */
export type RestoredBackup = BackupTrailer & {
  takenAt: Date;
  /** Operations and closes that had not been sent when it was taken, and may have been since. */
  doubtful: { operations: number; closes: number };
};

/**
 * Brings a backup into a database that holds nothing: all of it or, whatever fails, none. The schema is made first; keys between
 * tables are checked anew over everything that came. What had not been sent when the backup was taken may have been sent since, so
 * it is brought back as if its worker had died over it: recovery makes it unknown, and it is asked about and never sent (D6).
 */
export async function restoreBackup(
  ownerUrl: string,
  applicationRole: string,
  path: string,
): Promise<RestoredBackup> {
  const { header, trailer } = await checkFile(path);
  const newest = await newestMigration();
  if (header.migration !== newest)
    throw new UnusableBackup(
      `The backup is of a version with another schema (its newest migration is of ${dateOf(header.migration)}, that of this version of ${dateOf(newest)}). Restore it with that version, then start this one.`,
    );
  const sql = postgres(ownerUrl, { ...LASTING, max: 1, connection: { application_name: 'vezne-restore' } });
  try {
    await assertEmpty(sql);
    await migrate(ownerUrl, applicationRole);
    const doubtful = await sql.begin(async (tx) => {
      const lifted = await liftObstacles(tx);
      await load(tx, path);
      await assertCounts(tx, trailer.rows);
      const found = await doubtUnsent(tx);
      await lifted.putBack();
      return found;
    });
    await sql`analyze`;
    return { ...trailer, takenAt: new Date(header.takenAt), doubtful };
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Reads the file to its end before anything is done with it. */
async function checkFile(path: string): Promise<{ header: BackupHeader; trailer: BackupTrailer }> {
  let header: BackupHeader | null = null;
  for await (const part of readBackupFile(path)) {
    if (part.kind === 'header') header = part.header;
    if (part.kind === 'end' && header) return { header, trailer: part.trailer };
  }
  throw new UnusableBackup('The file is cut off.');
}

async function assertEmpty(sql: postgres.Sql): Promise<void> {
  for (const { name } of await listTables(sql)) {
    const [found] = await sql.unsafe(`select 1 from public.${quoted(name)} limit 1`);
    if (found)
      throw new Error(
        `The database is not empty: ${name} has rows. Restore into a new one; nothing was changed.`,
      );
  }
}

/** Rows come in no order that keys between tables could bear, were checked when they were written, and belong to everybody. */
async function liftObstacles(tx: postgres.TransactionSql): Promise<{ putBack(): Promise<void> }> {
  const { foreignKeys, forced } = await listObstacles(tx);
  const tables = await listTables(tx);
  for (const { table, name } of foreignKeys)
    await tx.unsafe(`alter table ${table} drop constraint ${quoted(name)}`);
  for (const { name } of tables) await tx.unsafe(`alter table public.${quoted(name)} disable trigger user`);
  for (const name of forced)
    await tx.unsafe(`alter table public.${quoted(name)} no force row level security`);
  return {
    async putBack() {
      for (const { table, name, definition } of foreignKeys)
        await tx.unsafe(`alter table ${table} add constraint ${quoted(name)} ${definition}`);
      for (const { name } of tables)
        await tx.unsafe(`alter table public.${quoted(name)} enable trigger user`);
      for (const name of forced)
        await tx.unsafe(`alter table public.${quoted(name)} force row level security`);
    },
  };
}

async function load(tx: postgres.TransactionSql, path: string): Promise<void> {
  let into: CopyIn | null = null;
  for await (const part of readBackupFile(path)) {
    if (part.kind === 'rows') {
      into ??= await copyInto(tx, part.table);
      await into.put(part.rows);
    }
    if (part.kind === 'table_end') {
      await into?.end();
      into = null;
    }
  }
}

async function assertCounts(tx: postgres.TransactionSql, rows: Record<string, number>): Promise<void> {
  for (const [name, expected] of Object.entries(rows)) {
    const [found] = await tx.unsafe<{ count: string }[]>(
      `select count(*) as count from public.${quoted(name)}`,
    );
    if (Number(found?.count) !== expected)
      throw new Error(`${name} has ${found?.count} rows and not ${expected}; nothing was changed.`);
  }
}

/** Keys of workers are above zero: nobody who lives has this one. */
const NOBODY = 0;

async function doubtUnsent(tx: postgres.TransactionSql): Promise<RestoredBackup['doubtful']> {
  const operations = await tx`
    update transactions set state = 'sending', worker_key = ${NOBODY}, sent_at = created_at where state = 'created'`;
  const closes = await tx`
    update eod_runs set state = 'closing', worker_key = ${NOBODY}, sent_at = requested_at where state = 'requested'`;
  return { operations: operations.count, closes: closes.count };
}

function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}
