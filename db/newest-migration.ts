import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

let newest: Promise<number> | null = null;

/** The instant at which the newest migration of this version was written: its name in the database. */
export function newestMigration(): Promise<number> {
  newest ??= readNewest();
  return newest;
}

async function readNewest(): Promise<number> {
  const file = join(process.cwd(), 'db/migrations/meta/_journal.json');
  const { entries } = JSON.parse(await readFile(file, 'utf8')) as { entries: { when: number }[] };
  return Math.max(...entries.map(({ when }) => when));
}
