import { rmSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWatched, type WatchedDatabase } from '#tests/campaign/database.ts';
import { freePort } from '#tests/support/ports.ts';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';
import { waitFor } from '#tests/support/wait-for.ts';

// What the campaign breaks a database with must break it as it says, and nothing more.

let directory: string;
let server: WatchedDatabase;

beforeAll(async () => {
  directory = throwAwayDirectory('killed-database');
  const place = { directory: path.join(directory, 'pg'), port: await freePort() };
  server = await startWatched({ ...place, durable: false, log: () => {} });
  await asOwner((sql) => sql`create table kept (number int)`);
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

async function asOwner<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(server.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Commits one row after the other until the database is gone; how many were committed. */
async function commitUntilGone(): Promise<number> {
  const before = await count();
  let done = 0;
  await asOwner(async (sql) => {
    for (;;) {
      await sql`insert into kept values (${done})`;
      done += 1;
    }
  }).catch(() => {});
  return before + done;
}

async function count(): Promise<number> {
  const [row] = await asOwner((sql) => sql<{ count: number }[]>`select count(*)::int as count from kept`);
  return row?.count ?? 0;
}

test('a database that is killed outright has everything that was committed, and nothing else is missing', async () => {
  const committing = commitUntilGone();
  await waitFor(async () => (await count()) > 50, 'some commits');
  await server.kill(0);
  const committed = await committing;
  // The last one may be done and never confirmed.
  expect([committed, committed + 1]).toContain(await count());
}, 120_000);

test('with a full disk nothing is committed that is lost, and it serves on when there is room again', async () => {
  await asOwner((sql) => sql`insert into kept select * from generate_series(1, 100)`);
  const before = await count();
  await server.fillDisk(200);
  await waitFor(
    async () => (await count().catch(() => -1)) === before,
    'the database to serve again',
    60_000,
  );
  await asOwner((sql) => sql`insert into kept values (1)`);
  expect(await count()).toBe(before + 1);
}, 120_000);
