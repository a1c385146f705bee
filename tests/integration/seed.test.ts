import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Seeded, seedDemo } from '#db/seeds/demo.ts';
import { DEMO_PASSWORD, demoPeople, kahveDuragi, mapleBakery, sandboxClients } from '#db/seeds/demo-world.ts';
import { unseal } from '#server/terminals/seal.ts';
import { bookImport } from '#tests/gateways/iyzico/book.ts';
import { bankTerminalId } from '#tests/gateways/iyzico/cards.ts';
import { gatewayConfig } from '#tests/gateways/iyzico/settings.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { seedKeys, seedOptions } from '#tests/support/seeding.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let seeded: Seeded;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  seeded = await seedDemo(seedOptions(database.ownerUrl));
});

afterAll(async () => {
  await sql.end();
  await database.drop();
});

describe('the world', () => {
  test('two merchants in two countries stand ready, with everybody who works for them', async () => {
    const merchants = await sql`select slug, time_zone, currency, locale from merchants order by slug`;
    expect(merchants.map((row) => ({ ...row }))).toEqual([
      { slug: 'kahve-duragi', time_zone: 'Europe/Istanbul', currency: 'TRY', locale: 'tr' },
      { slug: 'maple-bakery', time_zone: 'America/Toronto', currency: 'CAD', locale: 'fr' },
    ]);
    const books = await sql`select merchant_id from memberships where user_id = ${demoPeople.accountant.id}`;
    expect(books.map((row) => row.merchant_id).sort()).toEqual([kahveDuragi.id, mapleBakery.id].sort());
    const [person] = await sql`select password_hash from users where email = 'manager@demo.vezne.test'`;
    expect(person?.password_hash).toBe(`hash of ${DEMO_PASSWORD}`);
  });

  test('each connection opens with the credentials the sandbox gateway expects', async () => {
    const rows =
      await sql`select label, settings, base_url, sealed_credentials from connections order by settings->>'model'`;
    const binding = { merchantId: kahveDuragi.id, provider: 'iyzico', field: 'credentials' } as const;
    const opened = rows.map((row) => ({
      ...JSON.parse(unseal(seedKeys.sealing, binding, row.sealed_credentials)),
      model: row.settings.model,
    }));
    const clients = gatewayConfig.parse(sandboxClients()).clients;
    expect(opened).toEqual(clients.map(({ devices: _, ...client }) => client));
    expect(rows.every((row) => row.base_url === 'http://127.0.0.1:4301')).toBe(true);
  });

  test('a device has the terminal numbers its banks gave it', () => {
    const devices = kahveDuragi.connections.flatMap((connection) => connection.devices);
    for (const { providerDeviceId, tids } of devices) {
      expect(tids).toEqual({
        12: bankTerminalId(providerDeviceId, '12', 'TRY'),
        62: bankTerminalId(providerDeviceId, '62', 'TRY'),
      });
    }
  });

  test('the provider’s book holds every charge, and the unknown one too', async () => {
    expect(seeded.isFresh).toBe(true);
    const { entries } = bookImport.parse({ entries: seeded.book });
    const charges = new Set(
      entries.filter((entry) => entry.state === 'approved').map((entry) => entry.transactionReferenceId),
    );
    const rows = await sql`select reference from transactions where state in ('approved', 'unknown')`;
    expect(charges).toEqual(new Set(rows.map((row) => row.reference)));
  });
});

describe('a second start', () => {
  test('keeps the data and only learns the gateway’s new address', async () => {
    const before = await sql`select count(*)::int as count, max(created_at) as newest from transactions`;
    const gatewayUrl = 'http://127.0.0.1:5301';
    const later = new Date('2026-05-14T09:00:00.000Z');
    const again = await seedDemo(seedOptions(database.ownerUrl, { gatewayUrl, now: later }));
    expect(again).toEqual({ isFresh: false, book: [] });
    expect(await sql`select count(*)::int as count, max(created_at) as newest from transactions`).toEqual(
      before,
    );
    const urls = await sql`select distinct base_url from connections`;
    expect(urls.map((row) => row.base_url)).toEqual([gatewayUrl]);
  });
});

describe('an owner whom row-level security binds too', () => {
  test('can seed as well', async () => {
    const own = await createTestDatabase();
    const admin = postgres(own.ownerUrl, { max: 1, onnotice: () => undefined });
    const role = `seed_owner_${randomBytes(4).toString('hex')}`;
    const url = new URL(own.ownerUrl);
    url.username = role;
    url.password = 'seed-owner';
    try {
      await admin.unsafe(`create role ${role} login password 'seed-owner'`);
      await admin.unsafe(`do $$ declare name text; begin
        for name in select tablename from pg_tables where schemaname = 'public' loop
          execute format('alter table %I owner to ${role}', name);
        end loop; end $$`);
      const result = await seedDemo(seedOptions(url.href, { days: 2 }));
      expect(result.isFresh).toBe(true);
      expect((await seedDemo(seedOptions(url.href, { days: 2 }))).isFresh).toBe(false);
      const [row] = await admin`select count(*)::int as count from transactions where state = 'approved'`;
      expect(row?.count).toBeGreaterThan(100);
      const unforced =
        await admin`select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and relrowsecurity and not relforcerowsecurity`;
      expect(unforced).toHaveLength(0);
    } finally {
      await own.drop();
      await admin.end({ timeout: 0 });
      await sql.unsafe(`drop role if exists ${role}`);
    }
  });
});
