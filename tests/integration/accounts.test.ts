import { desc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { connections } from '#db/schema/connections.ts';
import { devices } from '#db/schema/devices.ts';
import { merchants } from '#db/schema/merchants.ts';
import { NotFound } from '#server/auth/context.ts';
import type { ConnectionId } from '#server/kernel/ids.ts';
import { areDaysFixed, changeMerchant, merchantForm } from '#server/merchants/change-merchant.ts';
import {
  type AccountWish,
  addConnection,
  changeConnection,
  changeCredentials,
  listBaseUrls,
} from '#server/terminals/manage-connections.ts';
import { testConnection } from '#server/terminals/test-connection.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { type IyzicoGateway, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

const GOOD = {
  clientId: 'client-509',
  clientSecret: 'secret-509',
  username: 'user-509',
  password: 'password-509',
};
const PLANTED = 'kanarya-secret-1';

let world: World;
/** The provider of the account, which may be told what is wrong. */
let provider: IyzicoGateway;
let owner: ReturnType<typeof openDatabase>;
let connectionId: ConnectionId;

beforeAll(async () => {
  provider = await startIyzicoGateway({
    port: 0,
    settings: { latencyMs: 1, deviceWaitMs: 400 },
    clients: [
      { ...GOOD, model: '509', devices: [{ deviceUniqueId: 'T00001', label: 'Kasa 509', mode: 'auto' }] },
    ],
  });
  world = await createWorld({
    env: { LOG_LEVEL: 'silent', OUTGOING_HOSTS: `${new URL(provider.url).host},127.0.0.1` },
  });
  owner = openDatabase(world.ownerUrl, { maxConnections: 1, name: 'planting' });
  const [row] = await owner.db
    .select({ id: devices.connectionId })
    .from(devices)
    .where(eq(devices.id, world.terminal));
  if (!row) throw new Error('No connection');
  connectionId = row.id;
  await owner.db.update(connections).set({ baseUrl: provider.url }).where(eq(connections.id, connectionId));
});
afterAll(async () => {
  await owner.close();
  await world.close();
  await provider.close();
});

const managing = () => world.as('admin', 'connections:manage');

async function rowOf(id: ConnectionId) {
  const [row] = await owner.db.select().from(connections).where(eq(connections.id, id));
  return row;
}

async function lastEntry() {
  const [row] = await owner.db.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1);
  return row;
}

/** Sells for a lira and waits until it is paid: the account works. */
async function sells(): Promise<void> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: crypto.randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 100, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const id = started.value.transactionId;
  await waitFor(
    async () => (await getTransaction(world.as('manager', 'transactions:see'), id)).state === 'approved',
    'the sale to be approved',
  );
}

describe('the merchant', () => {
  const wish = { name: 'Kahve', legalName: 'Kahve A.Ş.', taxNumber: '1234567890', locale: 'tr' as const };
  const changing = () => world.as('admin', 'merchant:change');

  test('moves its days until its first batch, and never after; the database holds that too', async () => {
    expect(await areDaysFixed(changing())).toBe(false);
    const moved = { ...wish, timeZone: 'Europe/Istanbul', cutOff: '05:00' };
    expect(await changeMerchant(changing(), moved)).toEqual({ ok: true, value: null });
    expect((await owner.db.select().from(merchants))[0]).toMatchObject({ cutOff: '05:00', name: 'Kahve' });
    expect(await lastEntry()).toMatchObject({ action: 'merchant.changed' });
    await sells();
    expect(await areDaysFixed(changing())).toBe(true);
    const late = { ...wish, timeZone: 'Europe/Paris' };
    expect(await changeMerchant(changing(), late)).toEqual({ ok: false, error: { kind: 'days_fixed' } });
    await expect(owner.db.update(merchants).set({ cutOff: '06:00' })).rejects.toMatchObject({
      cause: { code: 'VZ041' },
    });
    await expect(owner.db.update(merchants).set({ currency: 'EUR' })).rejects.toMatchObject({
      cause: { code: 'VZ040' },
    });
    expect((await changeMerchant(changing(), { ...wish, name: 'Durak' })).ok).toBe(true);
  });

  test.each([
    { name: '' },
    { legalName: 'x'.repeat(201) },
    { taxNumber: '4111 1111 1111 1111' },
    { name: 'Kah\u0000ve' },
    { locale: 'de' },
    { timeZone: 'Mars/Olympus' },
    { timeZone: '' },
    { cutOff: '24:00' },
    { cutOff: '4:00' },
  ])('is not called %j', (change) => {
    expect(merchantForm.safeParse({ ...wish, ...change }).success).toBe(false);
  });
});

describe('other credentials', () => {
  test('that the provider refuses leave the old ones in use, and are kept nowhere', async () => {
    const before = await rowOf(connectionId);
    const refused = await changeCredentials(managing(), connectionId, { ...GOOD, clientSecret: PLANTED });
    expect(refused).toEqual({ ok: false, error: { kind: 'not_accepted', outcome: 'refused' } });
    expect((await rowOf(connectionId))?.sealedCredentials).toBe(before?.sealedCredentials);
    expect(await lastEntry()).toMatchObject({ action: 'connection.credentials_changed', result: 'refused' });
    await sells();
  });

  test('that the provider takes replace the old ones, with the login that was made with those', async () => {
    await testConnection(world.as('admin', 'connections:test'), connectionId);
    const before = await rowOf(connectionId);
    expect(before?.sealedSession).not.toBeNull();
    expect(await changeCredentials(managing(), connectionId, GOOD)).toEqual({ ok: true, value: null });
    const after = await rowOf(connectionId);
    expect(after?.sealedCredentials).not.toBe(before?.sealedCredentials);
    expect(after?.sealedCredentials).not.toContain('secret-509');
    expect(after).toMatchObject({ sealedSession: null, sessionExpiresAt: null });
    expect(await lastEntry()).toMatchObject({ action: 'connection.credentials_changed', result: 'done' });
    await sells();
  });

  test('that are not whole are not put to anybody', async () => {
    const { password: _password, ...rest } = GOOD;
    expect(await changeCredentials(managing(), connectionId, rest)).toEqual({
      ok: false,
      error: { kind: 'fields', fields: ['password'] },
    });
  });

  test('of no account of the merchant are for nobody', async () => {
    const id = ids.next('connection');
    await expect(changeCredentials(managing(), id, GOOD)).rejects.toThrow(NotFound);
    await expect(changeConnection(managing(), id, 'x')).rejects.toThrow(NotFound);
  });
});

describe('another account', () => {
  const wish = (change: Partial<AccountWish> = {}): AccountWish => ({
    provider: 'iyzico',
    environment: 'sandbox',
    label: 'Yeni hesap',
    baseUrl: listBaseUrls(managing())[0] ?? '',
    choices: { model: '509' },
    secrets: { ...GOOD, clientSecret: PLANTED },
    ...change,
  });

  test('is added with its credentials sealed, and works once they are right', async () => {
    const added = await addConnection(managing(), wish({ secrets: GOOD }));
    if (!added.ok) throw new Error(added.error.kind);
    const { connectionId: id, fixed } = added.value;
    expect(fixed).toBeNull();
    const tested = await testConnection(world.as('admin', 'connections:test'), id);
    expect(tested).toMatchObject({ ok: true, value: { outcome: 'ok' } });
    expect(JSON.stringify(await rowOf(id))).not.toContain('secret-509');
    await changeConnection(managing(), id, 'Başka');
    expect(await lastEntry()).toMatchObject({ action: 'connection.changed', data: { label: 'Başka' } });
  });

  test('whose provider has to be told where it calls tells that once, and keeps only the hash', async () => {
    const added = await addConnection(
      managing(),
      wish({ provider: 'pay_with_iyzico', choices: {}, secrets: { apiKey: 'key', secretKey: PLANTED } }),
    );
    if (!added.ok || added.value.fixed?.kind !== 'notices') throw new Error('No address');
    const { fixed, connectionId: id } = added.value;
    expect(fixed.notice).toMatch(/^http:\/\/127\.0\.0\.1:4300\/api\/callbacks\//);
    const secret = /[\w-]{43}(?=\/notice)/.exec(fixed.notice)?.[0] ?? 'none';
    const row = JSON.stringify(await rowOf(id));
    expect(row).not.toContain(secret);
    expect(row).not.toContain(PLANTED);
  });

  test.each([
    'http://169.254.169.254/latest',
    'https://evil.example',
    'http://localhost:1',
    'https://api.iyzipay.com@evil.example',
    'file:///etc/passwd',
    '',
  ])('leads to no host this process may not send to: %j', async (baseUrl) => {
    const refused = await addConnection(managing(), wish({ baseUrl }));
    expect(refused).toEqual({ ok: false, error: { kind: 'host_not_allowed' } });
  });

  test('that is not whole is not added, and says which fields', async () => {
    const before = (await owner.db.select().from(connections)).length;
    const refused = async (change: Partial<AccountWish>, fields: string[]) =>
      expect(await addConnection(managing(), wish(change))).toEqual({
        ok: false,
        error: { kind: 'fields', fields },
      });
    await refused({ choices: { model: '508' } }, ['model']);
    await refused({ secrets: { ...GOOD, username: '' } }, ['username']);
    await refused({ label: '' }, ['label']);
    await refused(
      {
        provider: 'interpay',
        choices: { currency: 'CAD', fallbackEmail: 'x' },
        secrets: { termId: 'T 1', pass: 'x' },
      },
      ['fallbackEmail', 'termId'],
    );
    expect((await owner.db.select().from(connections)).length).toBe(before);
  });
});

test('nothing that was written here stands in the audit', async () => {
  const audit = JSON.stringify(await owner.db.select().from(auditLog));
  for (const secret of [PLANTED, ...Object.values(GOOD)]) expect(audit).not.toContain(secret);
});
