import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

// What GROWTH.md says of our keys: tables can be spread over several databases by merchant as they are.

/** Small tables about people or shops as a whole, of which every database of a cluster has a copy. */
const EVERYWHERE = ['merchants', 'users', 'sessions', 'address_tries'];

let database: TestDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

test('every table but those of people and strangers says whose each row is', async () => {
  const without = await sql<{ name: string }[]>`
    select c.relname::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not exists (
      select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'merchant_id' and a.attnotnull)`;
  const names = without.map(({ name }) => name);
  expect(names.filter((name) => !EVERYWHERE.includes(name) && !isOfPeople(name))).toEqual([]);
});

test('every key that has to be unique, and every one that points elsewhere, has the merchant in it', async () => {
  const unique = await sql<{ name: string }[]>`
    select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and i.indisunique
      and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'merchant_id')
      and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'merchant_id' and a.attnum = any (i.indkey))`;
  expect(unique.map(({ name }) => name)).toEqual([]);
  const pointing = await sql<{ name: string; to: string }[]>`
    select k.conname::text as name, k.confrelid::regclass::text as to from pg_constraint k
    where k.contype = 'f' and k.connamespace = 'public'::regnamespace
      and not exists (select 1 from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'merchant_id' and a.attnum = any (k.conkey))`;
  expect(pointing.filter(({ to }) => !EVERYWHERE.includes(to) && !isOfPeople(to))).toEqual([]);
});

/** Rows of a person belong to no merchant: they are many merchants' at once. */
function isOfPeople(table: string): boolean {
  return /^(?:user|session|person|people|authenticator|factor|recovery|passkey|identities|sign_in|password|invitation|letter)/.test(
    table,
  );
}
