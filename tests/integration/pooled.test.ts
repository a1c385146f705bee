import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, inScope, openDatabase } from '#db/client.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

// A pooler in transaction mode lends another connection each time: nothing of ours may rely on what the one before left behind.

let database: TestDatabase;
let pool: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase(database.appUrl, { maxConnections: 1, name: 'pooled' });
});
afterAll(async () => {
  await pool.close();
  await database.drop();
});

test('a transaction leaves no prepared statement, no setting and no lock on its connection', async () => {
  const { db } = pool;
  await inScope(db, { merchantId: `mer_${'0'.repeat(26)}` }, (tx) => tx.execute(sql`select ${1}::int`));
  await inScope(db, { system: true }, async () => {
    throw new Error('undone');
  }).catch(() => {});
  expect(await db.execute(sql`select name from pg_prepared_statements`)).toHaveLength(0);
  const [left] = await db.execute(sql`
    select current_setting('app.merchant_id', true) as merchant, current_setting('app.system', true) as system,
      (select count(*)::int from pg_locks where pid = pg_backend_pid() and locktype = 'advisory') as locks`);
  expect(left).toEqual({ merchant: '', system: '', locks: 0 });
});

test.each([
  "o'neil@example.com",
  "x', true), set_config('app.system', 'on",
  '\\',
  "'; drop table users; --",
  'ş@örnek.com',
])('whatever a scope is made of stays a value: %s', async (email) => {
  const [seen] = await inScope(pool.db, { signInEmail: email }, (tx) =>
    tx.execute(
      sql`select current_setting('app.sign_in_email', true) as email, current_setting('app.system', true) as system`,
    ),
  );
  expect(seen).toEqual({ email: email.toLowerCase(), system: '' });
});
