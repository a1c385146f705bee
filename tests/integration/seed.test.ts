import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Seeded, seedDemo } from '#db/seeds/demo.ts';
import { DEMO_PASSWORD, demoPeople, kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { onlineAccounts, sandboxAccounts, sandboxClients } from '#db/seeds/sandbox-accounts.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { unseal } from '#server/terminals/seal.ts';
import { bookImport as interpayBookImport } from '#tests/gateways/interpay/book.ts';
import { gatewayConfig as interpayConfig } from '#tests/gateways/interpay/settings.ts';
import { bookImport } from '#tests/gateways/iyzico/book.ts';
import { bankTerminalId } from '#tests/gateways/iyzico/cards.ts';
import { gatewayConfig } from '#tests/gateways/iyzico/settings.ts';
import { gatewayConfig as onlineConfig } from '#tests/gateways/pay-with-iyzico/settings.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { seedKeys, seedOptions } from '#tests/support/seeding.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let seeded: Extract<Seeded, { isFresh: true }>;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  const done = await seedDemo(seedOptions(database.ownerUrl));
  if (!done.isFresh) throw new Error('The database was not empty');
  seeded = done;
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

  test('in Montréal each role can be tried, and a second manager can check what the first decides', async () => {
    const rows = await sql`select u.id, m.role from memberships m join users u on u.id = m.user_id
      where m.merchant_id = ${mapleBakery.id} order by m.role, u.email`;
    expect(rows.map(({ role }) => role)).toEqual(['accountant', 'admin', 'manager', 'manager', 'support']);
    const branches =
      await sql`select name, locale from branches where merchant_id = ${mapleBakery.id} order by name`;
    expect(branches.map((row) => ({ ...row }))).toEqual([
      { name: 'Plateau', locale: 'fr' },
      { name: 'Vieux-Port', locale: 'en' },
    ]);
  });

  test('each connection opens with the credentials its sandbox expects', async () => {
    const rows = await sql`select label, settings, base_url, sealed_credentials from connections
      where provider = 'iyzico' order by settings->>'model'`;
    const binding = { merchantId: kahveDuragi.id, provider: 'iyzico', field: 'credentials' } as const;
    const opened = rows.map((row) => ({
      ...JSON.parse(unseal(seedKeys.sealing, binding, row.sealed_credentials)),
      model: row.settings.model,
    }));
    const clients = gatewayConfig.parse(sandboxClients()).clients;
    expect(opened).toEqual(clients.map(({ devices: _, ...client }) => client));
    expect(rows.every((row) => row.base_url === 'http://127.0.0.1:4301')).toBe(true);
  });

  test('the account with Interpay opens likewise, and knows both hosts and the bank’s cut-off', async () => {
    const [row, ...others] = await sql`select * from connections where provider = 'interpay'`;
    expect(others).toEqual([]);
    const binding = { merchantId: mapleBakery.id, provider: 'interpay', field: 'credentials' } as const;
    const opened = JSON.parse(unseal(seedKeys.sealing, binding, row?.sealed_credentials));
    const [account] = interpayConfig.parse(sandboxAccounts()).accounts;
    expect(opened).toEqual({ termId: account?.termId, pass: account?.pass });
    expect(row?.base_url).toBe('http://127.0.0.1:4303/');
    expect(row?.settings).toEqual({
      currency: 'CAD',
      dynamicUrls: true,
      secondaryUrl: 'http://127.0.0.1:4304/',
      fallbackEmail: 'recus@maple.test',
      settlementReport: true,
      timeZone: 'America/Toronto',
      cutOff: '00:00',
    });
    const { currencies, batchClosedBy, accountingCalendar } = capabilitiesOf({
      provider: 'interpay',
      settings: row?.settings,
    });
    expect({ currencies, batchClosedBy, accountingCalendar }).toEqual({
      currencies: ['CAD'],
      batchClosedBy: 'bank',
      accountingCalendar: { timeZone: 'America/Toronto', cutOff: '00:00' },
    });
  });

  test('the account with pages opens likewise, and its till stands beside the terminals', async () => {
    const [row] =
      await sql`select c.*, d.label as till from connections c join devices d on d.connection_id = c.id
      where c.provider = 'pay_with_iyzico'`;
    const binding = {
      merchantId: kahveDuragi.id,
      provider: 'pay_with_iyzico',
      field: 'credentials',
    } as const;
    const opened = JSON.parse(unseal(seedKeys.sealing, binding, row?.sealed_credentials));
    const notices = 'http://127.0.0.1:4300/api/callbacks/pay_with_iyzico/token/notice';
    const [account] = onlineConfig.parse(onlineAccounts(notices)).accounts;
    expect(opened).toEqual({ apiKey: account?.apiKey, secretKey: account?.secretKey });
    expect(account?.webhookUrl).toBe(notices);
    expect(row?.till).toBe('Online satış');
    expect(row?.static_callback_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(capabilitiesOf({ provider: 'pay_with_iyzico', settings: row?.settings }).page).not.toBeNull();
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
    const { entries } = bookImport.parse({ entries: seeded.book });
    const charges = new Set(
      entries.filter((entry) => entry.state === 'approved').map((entry) => entry.transactionReferenceId),
    );
    const rows = await sql`select reference from transactions
      where provider = 'iyzico' and state in ('approved', 'unknown')`;
    expect(charges).toEqual(new Set(rows.map((row) => row.reference)));
  });

  test('the book of Interpay holds every session, and of the unknown one that it was charged', async () => {
    const { entries } = interpayBookImport.parse(seeded.interpayBook);
    const rows = await sql`select reference, session_id, case
        when voided_at is not null then 'voided' when state = 'unknown' then 'approved' else state end as state
      from transactions where provider = 'interpay' and session_id is not null`;
    const told = new Map(entries.map((entry) => [entry.requestId, [entry.secureId, entry.state]]));
    expect(told).toEqual(new Map(rows.map((row) => [row.reference, [row.session_id, row.state]])));
    expect(new Set(entries.map((entry) => entry.state))).toEqual(
      new Set(['approved', 'declined', 'cancelled', 'voided']),
    );
  });
});

describe('a second start', () => {
  test('keeps the data and only learns the sandboxes’ new addresses', async () => {
    const before = await sql`select count(*)::int as count, max(created_at) as newest from transactions`;
    const gatewayUrl = 'http://127.0.0.1:5301';
    const later = new Date('2026-05-14T09:00:00.000Z');
    const interpay = { url: 'http://127.0.0.1:5303', secondUrl: 'http://127.0.0.1:5304' };
    const onlineUrl = 'http://127.0.0.1:5305';
    const moved = { gatewayUrl, interpay, onlineUrl, now: later };
    const again = await seedDemo(seedOptions(database.ownerUrl, moved));
    expect(again).toEqual({ isFresh: false });
    expect(await sql`select count(*)::int as count, max(created_at) as newest from transactions`).toEqual(
      before,
    );
    const urls = await sql`select distinct provider, base_url, settings->>'secondaryUrl' as second
      from connections order by provider`;
    expect(urls.map(({ base_url, second }) => [base_url, second])).toEqual([
      ['http://127.0.0.1:5303/', 'http://127.0.0.1:5304/'],
      [gatewayUrl, null],
      [onlineUrl, null],
    ]);
    const [handles] = await sql`select count(*)::int as count, bool_and(session_handle =
        'http://127.0.0.1:5303/api/TERMPAY/cancel/?SecureID=' || session_id) as are_new
      from transactions where session_handle is not null`;
    expect(handles?.count).toBeGreaterThan(200);
    expect(handles?.are_new).toBe(true);
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
