import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, inScope, isUnreachable, openDatabase } from '#db/client.ts';
import { type Line, openLine } from '#tests/campaign/line.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let database: TestDatabase;
let line: Line;
let url: URL;
let pool: Database;
let owner: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  url = new URL(database.appUrl);
  line = await openLine(Number(url.port));
  url.port = String(line.port);
  pool = openDatabase(url.href, { maxConnections: 4, name: 'broken-line' });
  owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'owner' });
});
afterAll(async () => {
  await pool.close();
  await owner.close();
  await line.close();
  await database.drop();
});

const work = (seconds: number, onBegun = () => {}) =>
  inScope(pool.db, { system: true }, async (tx) => {
    onBegun();
    for (let step = 0; step < 3; step++) await tx.execute(sql`select pg_sleep(${seconds}::float8)`);
    return 'done';
  });

/** Four transactions that have begun, and how they end. */
async function beginFour(): Promise<{ ends: Promise<unknown[]> }> {
  const ends: Promise<unknown>[] = [];
  const begun = Array.from({ length: 4 }, () => {
    return new Promise<void>((resolve) => ends.push(work(0.05, resolve).catch((error: unknown) => error)));
  });
  await Promise.all(begun);
  return { ends: Promise.all(ends) };
}

const breaks = {
  'a line that breaks': () => line.cut({ mutedMs: 0, downMs: 20 }),
  'a line that breaks after the last words were lost': () => line.cut({ mutedMs: 20, downMs: 20 }),
  'a database that ends its sessions': () =>
    owner.db.execute(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'broken-line'`,
    ),
};

// Told to roll back into a connection that is gone, the driver throws where nobody can catch it: the process would end with
// all that others have in its hands, or the connection would stay dead.
test.each(Object.keys(breaks) as (keyof typeof breaks)[])(
  '%s fails the transactions on it and nothing else, and the pool serves on',
  async (name) => {
    for (let round = 0; round < 4; round++) {
      const { ends } = await beginFour();
      await breaks[name]();
      for (const end of await ends) expect(end === 'done' || isUnreachable(end), String(end)).toBe(true);
      const allDone = async () => {
        const again = await Promise.all(Array.from({ length: 8 }, () => work(0).catch(() => 'failed')));
        return again.every((end) => end === 'done');
      };
      await waitFor(allDone, 'all connections to serve again', 4_000);
    }
  },
);

test('a connection that breaks while it is being made fails its first query and nothing else', async () => {
  const closing: Promise<void>[] = [];
  for (let round = 0; round < 20; round++) {
    const fresh = openDatabase(url.href, { maxConnections: 3, name: 'broken-line' });
    const first = Promise.allSettled([1, 2, 3].map(() => fresh.db.execute(sql`select 1`)));
    // Each round breaks a little later than the one before.
    await delay(round);
    await line.cut({ mutedMs: 0, downMs: 1 });
    await first;
    closing.push(fresh.close());
  }
  await Promise.all(closing);
});

test('after a break the pool is back at once, however often it was tried meanwhile', async () => {
  const tries: Promise<unknown>[] = [];
  const trying = setInterval(() => tries.push(work(0).catch(() => {})), 20);
  await line.cut({ mutedMs: 0, downMs: 800 });
  clearInterval(trying);
  const since = performance.now();
  await waitFor(() => work(0).catch(() => null), 'the pool to be back');
  await Promise.all(tries);
  expect(performance.now() - since).toBeLessThan(3_000);
});

test('work that fails by itself is undone, and its connection serves the next one', async () => {
  const failing = inScope(pool.db, { system: true }, async (tx) => {
    await tx.execute(sql`create temporary table undone (id int)`);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await work(0)).toBe('done');
  const left = await pool.db.execute(sql`select 1 from pg_class where relname = 'undone'`);
  expect(left).toHaveLength(0);
});
