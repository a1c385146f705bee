import { createHash, randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '#db/client.ts';
import { createIdSource } from '#server/kernel/ids.ts';
import { setUpPlan } from '#server/set-up/plan.ts';
import { MerchantExists, setUpMerchant } from '#server/set-up/set-up-merchant.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let database: TestDatabase;
let owner: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(await asPlainOwner(database.ownerUrl), { maxConnections: 1, name: 'set-up-test' });
});
afterAll(async () => {
  await owner.close();
  await database.drop();
});

const plan = setUpPlan.parse({
  slug: 'firin',
  name: 'Fırın',
  legalName: 'Fırın Gıda Ltd. Şti.',
  taxNumber: '1234567890',
  country: 'TR',
  timeZone: 'Europe/Istanbul',
  cutOff: '04:00',
  currency: 'TRY',
  locale: 'tr',
  branches: [{ name: 'Merkez', address: 'Sokak 1', city: 'İzmir' }],
  people: [{ name: 'Ayşe', email: 'Ayse@Firin.example', role: 'manager' }],
  connections: [
    {
      provider: 'iyzico',
      environment: 'sandbox',
      label: 'iyzico',
      baseUrl: 'https://sandbox-api.iyzipay.com',
      model: '509',
      requestTimestampUnit: 'milliseconds',
      credentials: { clientId: 'id', clientSecret: 'cok-gizli', username: 'u', password: 'p' },
      devices: [{ providerDeviceId: 'PAV860047264', label: 'Kasa 1', branch: 'Merkez' }],
    },
  ],
});

const SECRET = 'q'.repeat(43);

function setUp(slug: string, changes: object = {}) {
  return setUpMerchant(owner.db, setUpPlan.parse({ ...plan, slug, ...changes }), {
    now: new Date('2026-03-01T10:00:00Z'),
    ids: createIdSource(() => new Date(), randomBytes),
    sealingKeys: [{ id: 'k1', bytes: randomBytes(32) }],
    auditKey: randomBytes(32),
    hashPassword: async () => 'hash',
    newPassword: () => 'drawn-password',
    newSecret: () => SECRET,
    publicUrl: 'https://till.example',
  });
}

test('a merchant is added whole, by an owner that row-level security binds, with its credentials sealed', async () => {
  expect(await setUp('firin')).toEqual({
    people: [{ name: 'Ayşe', email: 'Ayse@Firin.example', role: 'manager', password: 'drawn-password' }],
    addresses: [],
  });
  const sql = postgres(database.ownerUrl, { max: 1 });
  const rows =
    await sql`select c.sealed_credentials, c.settings, d.label from connections c join devices d on d.connection_id = c.id`;
  const limits =
    await sql`select role, currency, per_sale_minor::int as sale, per_day_minor::int as day from limits`;
  await sql.end();
  expect([...limits]).toEqual([{ role: 'everyone', currency: 'TRY', sale: 500_000, day: 2_000_000 }]);
  expect(rows).toHaveLength(1);
  expect(rows[0]?.label).toBe('Kasa 1');
  expect(rows[0]?.settings).toEqual({ model: '509', requestTimestampUnit: 'milliseconds' });
  expect(rows[0]?.sealed_credentials).not.toContain('cok-gizli');
});

test('the same address a second time is refused and changes nothing', async () => {
  await expect(setUp('firin')).rejects.toBeInstanceOf(MerchantExists);
});

test('a person who is there already joins the next merchant with the old password', async () => {
  expect((await setUp('firin-2')).people).toEqual([
    { name: 'Ayşe', email: 'Ayse@Firin.example', role: 'manager', password: null },
  ]);
});

test('an account that may not name its addresses gets two of its own, of whose secret only the hash is kept', async () => {
  const interpay = {
    provider: 'interpay',
    environment: 'live',
    label: 'Interpay',
    fallbackEmail: 'till@rink.example',
    credentials: { termId: 'T1E4S7T8', pass: 'cok-gizli' },
    devices: [{ providerDeviceId: 'RINK-1', label: 'Bar', branch: 'Merkez' }],
  };
  const sandbox = { ...interpay, environment: 'sandbox', baseUrl: 'http://127.0.0.1:4100' };
  const connections = [
    { ...interpay, label: 'Fixed', dynamicUrls: false },
    { ...sandbox, label: 'Named', currency: 'USD', cutOff: '02:30' },
  ];
  const { addresses } = await setUp('rink', { connections });
  const sql = postgres(database.ownerUrl, { max: 1 });
  const rows = await sql`select c.* from connections c join merchants m on m.id = c.merchant_id
    where m.slug = 'rink' order by c.label`;
  await sql.end();
  const [fixed, named] = rows;
  const address = `https://till.example/api/callbacks/interpay/${fixed?.merchant_id.slice(4)}${SECRET}`;
  expect(addresses).toEqual([
    { label: 'Fixed', kind: 'results', success: `${address}/s`, failure: `${address}/f` },
  ]);
  expect(address.split('/').at(-1)).toMatch(/^[0-9a-z]{26}q{43}$/);
  expect(fixed?.static_callback_hash).toBe(createHash('sha256').update(SECRET).digest('hex'));
  expect(fixed?.base_url).toBe('https://svra.interpaypos.com:1443/');
  expect(fixed?.settings).toEqual({
    currency: 'CAD',
    secondaryUrl: 'https://svrb.interpaypos.com:1443/',
    dynamicUrls: false,
    lookUp: false,
    settlementReport: false,
    cutOff: '00:00',
    timeZone: 'America/Toronto',
    fallbackEmail: 'till@rink.example',
    maxAmountMinor: 9_999_999,
  });
  expect(named).toMatchObject({ static_callback_hash: null, base_url: 'http://127.0.0.1:4100' });
  expect(named?.settings).toMatchObject({ currency: 'USD', cutOff: '02:30', secondaryUrl: null });
  expect(JSON.stringify(rows)).not.toContain('cok-gizli');
  expect(JSON.stringify(rows)).not.toContain(SECRET);
});

test.each([
  { slug: '../etc' },
  { timeZone: 'Mars/Olympus' },
  { cutOff: '25:00' },
  { country: 'tr' },
  { branches: [] },
  { branches: [{ name: 'Başka', address: 'x', city: 'y' }] },
])('a plan with %j is refused', (change) => {
  expect(setUpPlan.safeParse({ ...plan, ...change }).success).toBe(false);
});

/** The tables' owner as a managed database gives it: no superuser, so the row policies bind it. */
async function asPlainOwner(ownerUrl: string): Promise<string> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const role = `owner_${randomBytes(6).toString('hex')}`;
  await sql.unsafe(`create role ${role} login password 'plain' in role vezne_app`);
  const tables = await sql<
    { name: string }[]
  >`select tablename as name from pg_tables where schemaname = 'public'`;
  for (const { name } of tables) await sql.unsafe(`alter table ${name} owner to ${role}`);
  await sql.unsafe(`grant all on schema public to ${role}`);
  await sql.end();
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = 'plain';
  return url.href;
}

test('an account with payment pages gets tills without terminals and one address for its provider’s notices', async () => {
  const online = {
    provider: 'pay_with_iyzico',
    environment: 'live',
    label: 'Online',
    credentials: { apiKey: 'an-api-key', secretKey: 'cok-gizli' },
    devices: [
      { label: 'Web', branch: 'Merkez' },
      { label: 'Telefon', branch: 'Merkez' },
    ],
  };
  const { addresses } = await setUp('online', { connections: [online] });
  const sql = postgres(database.ownerUrl, { max: 1 });
  const [account] = await sql`select c.* from connections c join merchants m on m.id = c.merchant_id
    where m.slug = 'online'`;
  const tills = await sql`select d.label, d.provider_device_id from devices d
    join merchants m on m.id = d.merchant_id where m.slug = 'online' order by d.provider_device_id`;
  await sql.end();
  const token = `${account?.merchant_id.slice(4)}${SECRET}`;
  expect(addresses).toEqual([
    {
      label: 'Online',
      kind: 'notices',
      notice: `https://till.example/api/callbacks/pay_with_iyzico/${token}/notice`,
    },
  ]);
  expect(account?.base_url).toBe('https://api.iyzipay.com');
  expect(account?.static_callback_hash).toBe(createHash('sha256').update(SECRET).digest('hex'));
  expect(account?.settings).toEqual({ currencies: ['TRY'], signsNotices: true, category: 'Genel' });
  expect(account?.sealed_credentials).not.toContain('cok-gizli');
  expect(tills.map((till) => [till.label, till.provider_device_id])).toEqual([
    ['Web', 'online-1'],
    ['Telefon', 'online-2'],
  ]);
});
