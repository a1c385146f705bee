import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '#db/migrate.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { throwAwayPath } from '#tests/support/throw-away.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let folder: string;

beforeEach(async () => {
  database = await createTestDatabase();
  sql = postgres(database.ownerUrl, { max: 4, onnotice: () => {} });
  folder = throwAwayPath(`migrations-${randomUUID()}`);
  cpSync('db/migrations', folder, { recursive: true });
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await sql.end({ timeout: 1 });
  await database.drop();
});

/** The migrations of a version after this one. */
function addMigration(statements: string): void {
  const file = join(folder, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8'));
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_next' });
  writeFileSync(file, JSON.stringify(journal));
  writeFileSync(join(folder, '9999_next.sql'), statements);
}

const columns = () =>
  sql`select 1 from information_schema.columns where table_name = 'devices' and column_name = 'colour'`;

test('processes that start together migrate one after the other, and only the first has anything to do', async () => {
  const empty = await createEmptyDatabase();
  await Promise.all([migrate(empty.ownerUrl), migrate(empty.ownerUrl), migrate(empty.ownerUrl)]);
  const other = postgres(empty.ownerUrl, { max: 1 });
  const [applied] = await other`select count(*)::int as count, count(distinct hash)::int as different
    from drizzle.__drizzle_migrations`;
  expect(applied?.count).toBe(
    JSON.parse(readFileSync('db/migrations/meta/_journal.json', 'utf8')).entries.length,
  );
  expect(applied?.different).toBe(applied?.count);
  await other.end();
  await empty.drop();
}, 60_000);

test('a change of a table that is being read gives way, so that nobody queues behind it, and comes again', async () => {
  addMigration('ALTER TABLE "devices" ADD COLUMN "colour" text;');
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const reading = sql.begin(async (tx) => {
    await tx`select 1 from devices`;
    await isOver;
  });
  const migrating = migrate(database.ownerUrl, undefined, folder);
  await waitFor(async () => {
    const waiting = await sql`select 1 from pg_locks where not granted and relation = 'devices'::regclass`;
    return waiting.length > 0;
  }, 'the migration to wait');
  const startedAt = performance.now();
  // Whoever comes now stands behind it, and only until it gives way.
  await sql`select 1 from devices`;
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  expect(await columns()).toHaveLength(0);
  end();
  await reading;
  await migrating;
  expect(await columns()).toHaveLength(1);
}, 40_000);

test('an index on a big table is built while others write to it, and the migration finds it there', async () => {
  addMigration('CREATE INDEX IF NOT EXISTS "inbox_next" ON "inbox" USING btree ("merchant_id","bytes");');
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  const writing = sql.begin(async (tx) => {
    await tx`lock table inbox in row exclusive mode`;
    await isOver;
  });
  const migrating = migrate(database.ownerUrl, undefined, folder);
  await waitFor(async () => {
    const going =
      await sql`select 1 from pg_stat_progress_create_index where command = 'CREATE INDEX CONCURRENTLY'`;
    return going.length > 0;
  }, 'the index to be built');
  // Another writer is not held up by it.
  await sql.begin(async (tx) => {
    await tx`set local lock_timeout = '1s'`;
    await tx`lock table inbox in row exclusive mode`;
  });
  end();
  await Promise.all([writing, migrating]);
  const [index] =
    await sql`select indisvalid as valid from pg_index where indexrelid = 'inbox_next'::regclass`;
  expect(index?.valid).toBe(true);
}, 40_000);
