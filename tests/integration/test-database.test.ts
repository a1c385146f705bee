import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let first: TestDatabase;
let second: TestDatabase;

beforeAll(async () => {
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});

afterAll(async () => {
  await Promise.all([first.drop(), second.drop()]);
});

test('a test database is migrated, and what happens in one is not seen in another', async () => {
  const [one, two] = [connect(first.ownerUrl), connect(second.ownerUrl)];
  await one`create table only_here (id int)`;
  const tables = await two<{ name: string }[]>`select table_name as name from information_schema.tables
    where table_schema = 'public'`;
  await Promise.all([one.end(), two.end()]);
  const names = tables.map((table) => table.name);
  expect(names).toContain('transactions');
  expect(names).not.toContain('only_here');
});

test('the application role is neither owner nor able to look past row-level security', async () => {
  const sql = connect(first.appUrl);
  const [role] = await sql`select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole
    from pg_roles where rolname = current_user`;
  const owned = await sql`select tablename from pg_tables where tableowner = current_user`;
  await sql.end();
  expect(role).toEqual({
    rolname: 'vezne_app',
    rolsuper: false,
    rolbypassrls: false,
    rolcreatedb: false,
    rolcreaterole: false,
  });
  expect(owned).toHaveLength(0);
});

test('a dropped database is gone even while somebody is connected to it', async () => {
  const third = await createTestDatabase();
  const sql = connect(third.ownerUrl);
  await sql`select 1`;
  await third.drop();
  await expect(sql`select 1`).rejects.toThrow();
  await sql.end({ timeout: 0 });
});

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, onnotice: () => undefined });
}
