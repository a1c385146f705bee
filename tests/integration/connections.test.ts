import { randomBytes, randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { connections } from '#db/schema/connections.ts';
import type { ConnectionId } from '#server/kernel/ids.ts';
import { getDevice } from '#server/terminals/get-device.ts';
import { listConnections, listConnectionTroubles } from '#server/terminals/list-connections.ts';
import { seal } from '#server/terminals/seal.ts';
import { testConnection } from '#server/terminals/test-connection.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { type IyzicoGateway, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

const SECRETS = ['secret-509', 'user-509', 'password-509', 'client-509'];

let world: World;
/** The provider of the 509 connection, whose clock is in the test's hand. */
let provider: IyzicoGateway;
let aheadMs = 0;

beforeAll(async () => {
  world = await createWorld({
    env: { OUTGOING_HOSTS: '127.0.0.1', READ_DEADLINE_SECONDS: '1', LOG_LEVEL: 'silent' },
  });
  provider = await startIyzicoGateway({
    port: 0,
    clock: () => Date.now() + aheadMs,
    settings: { latencyMs: 1 },
    clients: [
      {
        clientId: 'client-509',
        clientSecret: 'secret-509',
        username: 'user-509',
        password: 'password-509',
        model: '509',
        devices: [{ deviceUniqueId: 'T00001', label: 'Kasa 509', mode: 'auto' }],
      },
    ],
  });
});
beforeEach(async () => {
  aheadMs = 0;
  await change({
    baseUrl: provider.url,
    settings: { model: '509' },
    sealedSession: null,
    sessionExpiresAt: null,
    lastUsedAt: null,
    lastRefusedAt: null,
    loginLeaseUntil: null,
    clockOffsetMs: null,
  });
});
afterAll(async () => {
  await provider.close();
  await world.close();
});

const admin = () => world.as('admin', 'connections:test');
const list = async () => (await listConnections(world.as('manager', 'connections:see'))).connections;

async function terminal() {
  const found = (await list()).find((connection) => connection.label === 'iyzico 509');
  if (!found) throw new Error('no connection');
  return found;
}

async function change(set: Partial<typeof connections.$inferInsert>): Promise<void> {
  const merchantId = admin().merchant.id;
  await inScope(world.running.runtime.db, { merchantId }, (tx) =>
    tx
      .update(connections)
      .set(set)
      .where(and(eq(connections.merchantId, merchantId), eq(connections.label, 'iyzico 509'))),
  );
}

async function tryIt(id?: ConnectionId) {
  const tested = await testConnection(admin(), id ?? (await terminal()).id);
  return tested.ok ? tested.value : tested.error;
}

async function sell(): Promise<void> {
  const ctx = world.as('manager', 'sale:start');
  const started = await startSale(ctx, {
    intentKey: randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 1500, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const { transactionId } = started.value;
  await waitFor(async () => {
    const row = await ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, transactionId));
    return row?.state === 'approved';
  }, 'the sale to be approved');
}

describe('the list of connections', () => {
  test('says where each leads, what it drives and how its login is, and nothing that is sealed', async () => {
    expect(await terminal()).toMatchObject({
      provider: 'iyzico',
      environment: 'sandbox',
      account: { signsIn: true, fiscalModel: '509' },
      host: new URL(provider.url).host,
      devices: [{ id: world.terminal, label: 'Kasa 509' }],
      signedInUntil: null,
      lastUsedAt: null,
      clockOffsetMs: null,
      troubles: [],
    });
    await sell();
    const used = await terminal();
    expect(used.signedInUntil?.getTime()).toBeGreaterThan(Date.now() + 7_000_000);
    expect(used.lastUsedAt?.getTime()).toBeGreaterThan(Date.now() - 10_000);
    expect(used).toMatchObject({ clockOffsetMs: 0, lastRefusedAt: null });
    const text = JSON.stringify(await list());
    for (const secret of [...SECRETS, 'sealed', 'v1.k1']) expect(text).not.toContain(secret);
  });

  test('shows a connection whose settings are damaged, instead of failing altogether', async () => {
    await change({ settings: { model: '510' } });
    expect(await terminal()).toMatchObject({ account: null });
    expect(await tryIt()).toEqual({ outcome: 'unreadable' });
  });

  test('does not show a login that has run out', async () => {
    await change({ sessionExpiresAt: new Date(Date.now() - 1) });
    expect((await terminal()).signedInUntil).toBeNull();
  });
});

describe('testing a connection', () => {
  test('signs in, says until when, touches no device, and is in the audit', async () => {
    const before = provider.log().length;
    const test = await tryIt();
    expect(test).toEqual({ outcome: 'ok', signedInUntil: (await terminal()).signedInUntil });
    const called = provider.log().slice(before);
    expect(called.map((call) => call.path.split('/').pop())).toEqual(['authorize', 'token']);
    const { id } = await terminal();
    const rows = await admin().inTransaction((tx) =>
      tx.select().from(auditLog).where(eq(auditLog.objectId, id)),
    );
    expect(rows.at(-1)).toMatchObject({
      action: 'connection.tested',
      actorId: admin().actor.id,
      result: 'done',
      data: { outcome: 'ok' },
    });
  });

  test.each([
    ['wrong credentials', { sealedCredentials: () => sealedWith('wrong') }, 'refused'],
    [
      'credentials that no key opens',
      { sealedCredentials: () => sealedWith('password-509', true) },
      'unreadable',
    ],
    ['nobody at the address', { baseUrl: () => 'http://127.0.0.1:1' }, 'unreachable'],
    ['a host that is not allowed', { baseUrl: () => 'http://localhost:1' }, 'unreachable'],
  ])('tells %s apart', async (_what, wrong, outcome) => {
    const good = sealedWith('password-509');
    await change(Object.fromEntries(Object.entries(wrong).map(([name, make]) => [name, make()])));
    expect(await tryIt()).toEqual({ outcome });
    await change({ sealedCredentials: good });
  });

  test('says when no usable answer comes, and leaves the login as it was', async () => {
    await sell();
    const { signedInUntil } = await terminal();
    await fetch(`${provider.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path: '/authorize', fault: 'never-ends', times: 1 }),
    });
    expect(await tryIt()).toEqual({ outcome: 'silent' });
    expect(await terminal()).toMatchObject({ signedInUntil, lastRefusedAt: null });
  });

  test('of another merchant is of nothing', async () => {
    expect(await tryIt('con_01k9q4z8x7w6v5t4s3r2q1p0n9')).toEqual({ kind: 'not_found' });
  });

  test('takes the unit of the login time from the settings of the connection', async () => {
    await settings({ requestTimestampUnit: 'milliseconds' });
    try {
      expect(await tryIt()).toEqual({ outcome: 'clock' });
      await change({ settings: { model: '509', requestTimestampUnit: 'milliseconds' } });
      expect(await tryIt()).toMatchObject({ outcome: 'ok' });
    } finally {
      await settings({ requestTimestampUnit: 'seconds' });
    }
  });
});

describe('F15 a provider whose clock is not ours', () => {
  test.each([
    ['half a minute ahead is borne', 29_000, []],
    ['a minute ahead is an alert', 61_000, ['clock']],
    ['five minutes behind is an alert', -300_000, ['clock']],
  ])('%s', async (_what, offsetMs, kinds) => {
    aheadMs = offsetMs;
    await sell();
    const { clockOffsetMs, troubles } = await terminal();
    expect(Math.abs((clockOffsetMs ?? 0) - offsetMs)).toBeLessThan(2_000);
    expect(troubles.map((trouble) => trouble.kind)).toEqual(kinds);
    const shown = await getDevice(world.as('accountant', 'devices:see'), world.terminal);
    expect(shown.device.connectionTroubles).toEqual(troubles);
    const onHome = await listConnectionTroubles(world.as('accountant', 'devices:see'));
    expect(onHome.map((each) => each.trouble)).toEqual(troubles);
  });

  test('is known from a test alone, and forgotten when the clocks agree again', async () => {
    aheadMs = 90_000;
    await tryIt();
    expect((await terminal()).troubles).toMatchObject([{ kind: 'clock' }]);
    aheadMs = 0;
    await tryIt();
    expect((await terminal()).troubles).toEqual([]);
  });

  test('refuses our login, which is said to be the clock and not the credentials', async () => {
    aheadMs = 1_200_000;
    expect(await tryIt()).toEqual({ outcome: 'clock' });
    expect((await terminal()).troubles).toMatchObject([{ kind: 'refused' }]);
  });
});

async function settings(patch: object): Promise<void> {
  await fetch(`${provider.url}/_sandbox/settings`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(patch),
  });
}

function sealedWith(password: string, isKeyLost = false): string {
  const credentials = { clientId: 'client-509', clientSecret: 'secret-509', username: 'user-509', password };
  const place = { merchantId: admin().merchant.id, provider: 'iyzico', field: 'credentials' } as const;
  const lost: [{ id: string; bytes: Buffer }] = [{ id: 'k0', bytes: randomBytes(32) }];
  return seal(isKeyLost ? lost : world.config.sealingKeys, place, JSON.stringify(credentials));
}
