import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let database: TestDatabase;
let owner: postgres.Sql;
let app: postgres.Sql;
/** Every table of the product that belongs to a merchant, read from the catalog: a new one is tested from its first day. */
let tenantTables: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  owner = connect(database.ownerUrl);
  app = connect(database.appUrl);
  const rows = await owner<{ name: string }[]>`select c.table_name as name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'merchant_id' and t.table_type = 'BASE TABLE'`;
  tenantTables = rows.map((row) => row.name);
  await plantOneRowPerMerchant();
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.drop();
});

const [MINE, THEIRS] = ['mer_mine', 'mer_theirs'];

describe('every table of a merchant', () => {
  test('shows the rows of the merchant in scope and none of another', async () => {
    expect(tenantTables.length).toBeGreaterThan(15);
    for (const table of tenantTables) {
      expect(await merchantsSeen(table, MINE), table).toEqual([MINE]);
    }
  });

  test('shows nothing while no merchant is in scope', async () => {
    for (const table of tenantTables) {
      expect(await merchantsSeen(table, null), table).toEqual([]);
      expect(await merchantsSeen(table, ''), table).toEqual([]);
      const bare = await app.unsafe(`select 1 from ${table}`);
      expect(bare, table).toHaveLength(0);
    }
  });

  test('lets no row be given to another merchant', async () => {
    for (const table of tenantTables) {
      const give = within(MINE, (sql) => sql.unsafe(`update ${table} set merchant_id = '${THEIRS}'`));
      await expect(give, table).rejects.toThrow();
      expect(await ownerCount(table, THEIRS), table).toBe(1);
    }
  });

  test('lets no row of another merchant be changed or removed', async () => {
    for (const table of tenantTables) {
      // Refused outright where there is no such right, else it touches nothing.
      await within(MINE, (sql) => sql.unsafe(`delete from ${table} where merchant_id = '${THEIRS}'`)).catch(
        expectNoRight,
      );
      expect(await ownerCount(table, THEIRS), table).toBe(1);
    }
  });
});

describe('the catalog', () => {
  test('has forced row-level security on every table, and a merchant in every table but a person’s own and what is counted of strangers', async () => {
    const tables = await owner<{ name: string; secured: boolean }[]>`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secured
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;
    expect(tables.filter((table) => !table.secured).map((table) => table.name)).toEqual([]);
    const withoutMerchant = tables.map((table) => table.name).filter((name) => !tenantTables.includes(name));
    expect(withoutMerchant.sort()).toEqual([
      'address_tries',
      'authenticators',
      'identities',
      'merchants',
      'password_resets',
      'recovery_codes',
      'sessions',
      'users',
    ]);
  });

  test('has the same policy on every table of a merchant', async () => {
    const policies = await owner<{ table: string; rule: string }[]>`
      select tablename as table, qual as rule from pg_policies
      where schemaname = 'public' and policyname = 'tenant' and cmd = 'ALL' and permissive = 'PERMISSIVE'`;
    expect(policies.map((policy) => policy.table).sort()).toEqual([...tenantTables].sort());
    expect(new Set(policies.map((policy) => policy.rule))).toEqual(
      new Set([`(merchant_id = current_setting('app.merchant_id'::text, true))`]),
    );
  });

  test('leads every primary and unique key of a merchant’s table with the merchant', async () => {
    const keys = await owner<{ table: string; key: string; first: string }[]>`
      select t.relname as table, k.relname as key, a.attname as first
      from pg_index i join pg_class t on t.oid = i.indrelid join pg_class k on k.oid = i.indexrelid
      join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
      where t.relnamespace = 'public'::regnamespace and i.indisunique`;
    const wrong = keys.filter(({ table, first }) => tenantTables.includes(table) && first !== 'merchant_id');
    expect(wrong).toEqual([]);
  });

  test('gives the application no right beyond reading and writing rows', async () => {
    const [role] = await app`select current_user as name,
      (select count(*)::int from pg_tables where tableowner = current_user) as owned,
      (select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication
        from pg_roles where rolname = current_user) as mighty,
      has_schema_privilege('public', 'create') as creates`;
    expect(role).toEqual({ name: 'vezne_app', owned: 0, mighty: false, creates: false });
  });
});

describe('history', () => {
  const APPEND_ONLY = [
    'audit_log',
    'eod_lines',
    'eod_reports',
    'exchanges',
    'receipt_copies',
    'receipt_prints',
    'receipts',
    'sign_offs',
    'statement_lines',
    'transaction_events',
    'transaction_notes',
    'variance_steps',
  ];

  test('is guarded in exactly the tables that keep it', async () => {
    const guarded = await owner<{ table: string }[]>`
      select tgrelid::regclass::text as table from pg_trigger where tgname = 'append_only' order by 1`;
    expect(guarded.map((row) => row.table)).toEqual(APPEND_ONLY);
  });

  test.each(APPEND_ONLY)('in %s cannot be changed, removed or emptied by the application', async (table) => {
    for (const statement of changesOf(table)) {
      await expect(within(MINE, (sql) => sql.unsafe(statement))).rejects.toMatchObject({ code: '42501' });
    }
  });

  test.each(APPEND_ONLY)('in %s cannot be changed, removed or emptied by the owner either', async (table) => {
    for (const statement of changesOf(table)) {
      await expect(owner.unsafe(statement)).rejects.toMatchObject({ code: 'VZ006' });
    }
  });

  function changesOf(table: string) {
    return [`update ${table} set merchant_id = merchant_id`, `delete from ${table}`, `truncate ${table}`];
  }
});

function connect(url: string): postgres.Sql {
  return postgres(url, { max: 1, onnotice: () => undefined });
}

function within<T>(
  merchantId: string | null,
  work: (sql: postgres.TransactionSql) => Promise<T>,
): Promise<unknown> {
  return app.begin(async (sql) => {
    if (merchantId !== null) await sql`select set_config('app.merchant_id', ${merchantId}, true)`;
    return work(sql);
  });
}

async function merchantsSeen(table: string, merchantId: string | null) {
  return within(merchantId, async (sql) => {
    const rows = await sql.unsafe<{ merchant_id: string }[]>(`select distinct merchant_id from ${table}`);
    return rows.map((row) => row.merchant_id);
  });
}

async function ownerCount(table: string, merchantId: string): Promise<number> {
  const rows = await owner.unsafe(`select 1 from ${table} where merchant_id = '${merchantId}'`);
  return rows.length;
}

function expectNoRight(error: unknown): void {
  expect(error).toMatchObject({ code: '42501' });
}

/**
 * A row of each merchant in each table, without knowing the tables: whatever must not be empty gets some value of its type.
 * Such rows break the rules between tables and values, so those are switched off, in this database alone.
 */
async function plantOneRowPerMerchant(): Promise<void> {
  const checks = await owner<{ statement: string }[]>`
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
    from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`;
  for (const { statement } of checks) await owner.unsafe(statement);
  await owner.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    for (const table of tenantTables) {
      const columns = await sql<{ name: string; type: string }[]>`
        select column_name as name, data_type as type from information_schema.columns
        where table_schema = 'public' and table_name = ${table} and is_nullable = 'NO'
          and column_default is null and is_generated = 'NEVER' and is_identity = 'NO'`;
      for (const merchantId of [MINE, THEIRS]) {
        const names = columns.map((column) => `"${column.name}"`).join(', ');
        const values = columns.map((column) =>
          column.name === 'merchant_id' ? `'${merchantId}'` : someValue(column.type, merchantId),
        );
        await sql.unsafe(`insert into ${table} (${names}) values (${values.join(', ')})`);
      }
    }
  });
}

function someValue(type: string, unique: string): string {
  if (type === 'text') return `'${unique}'`;
  if (/int|numeric/.test(type)) return '1';
  if (type === 'boolean') return 'true';
  if (type === 'bytea') return `'x'`;
  if (/^timestamp|^date/.test(type)) return 'now()';
  if (/^json/.test(type)) return `'{}'`;
  if (type === 'ARRAY') return `'{}'`;
  if (type === 'bytea') return `'\\x00'`;
  throw new Error(`No value known for a column of type ${type}`);
}
