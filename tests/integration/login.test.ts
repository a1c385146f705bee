import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import { type ConnectionRow, findDevice } from '#db/queries/devices.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { connections } from '#db/schema/connections.ts';
import { parseConfig } from '#server/config/config.ts';
import type { TurnTerms } from '#server/gateways/session-store.ts';
import type { OperationReply } from '#server/gateways/terminal-gateway.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import { seal } from '#server/terminals/seal.ts';
import { createSessionStore } from '#server/terminals/session-store.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { type IyzicoGateway, startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { saleOf } from '#tests/support/iyzico-bench.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

const DEVICES = Array.from({ length: 10 }, (_, index) => `T100${index}`);
const TERMS: TurnTerms = { forMs: 1000, restMs: 60_000, evenAtRest: false };

let world: World;
/** A second process on the same database. */
let other: Running;
/** The provider of the 509 connection, with a terminal for each of ten sales at once. */
let provider: IyzicoGateway;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  world = await createWorld({
    runsWorker: false,
    env: { OUTGOING_HOSTS: '127.0.0.1', READ_DEADLINE_SECONDS: '2', LOG_LEVEL: 'silent' },
  });
  other = await startRuntime(parseConfig(world.env), { runsWorker: false });
  provider = await startIyzicoGateway({
    port: 0,
    settings: { latencyMs: 1 },
    clients: [
      {
        clientId: 'client-509',
        clientSecret: 'secret-509',
        username: 'user-509',
        password: 'password-509',
        model: '509',
        devices: [...DEVICES, 'T00001'].map((id) => ({
          deviceUniqueId: id,
          label: id,
          mode: 'auto' as const,
        })),
      },
    ],
  });
  await change({ baseUrl: provider.url });
});
beforeEach(async () => {
  await change({ sealedSession: null, loginLeaseId: null, loginLeaseUntil: null, lastRefusedAt: null });
  await fetch(`${provider.url}/_sandbox/log`, { method: 'DELETE' });
});
afterEach(async () => {
  for (const child of children) await kill(child);
});
afterAll(async () => {
  await other.stop();
  await provider.close();
  await world.close();
});

/** The connection of the 509 terminal as it is stored now. */
async function connection(): Promise<ConnectionRow> {
  const ctx = world.as('manager', 'devices:see');
  const found = await ctx.inTransaction((tx) => findDevice(tx, ctx.merchant.id, world.terminal));
  if (!found) throw new Error('no terminal');
  return found.connection;
}

async function change(set: Partial<typeof connections.$inferInsert>): Promise<void> {
  const { merchantId, id } = await connection();
  await inScope(world.running.runtime.db, { merchantId }, (tx) =>
    tx
      .update(connections)
      .set(set)
      .where(and(eq(connections.merchantId, merchantId), eq(connections.id, id))),
  );
}

const sealed = (field: 'credentials' | 'session', value: object, keys = world.config.sealingKeys) =>
  seal(
    keys,
    { merchantId: world.as('admin', 'devices:see').merchant.id, provider: 'iyzico', field },
    JSON.stringify(value),
  );

const session = (seconds: number, accessToken = 'old') => ({
  accessToken,
  refreshToken: 'gone',
  expiresAt: new Date(Date.now() + seconds * 1000),
});

/** Ten sales at once, every second one by the other process. */
async function tenSales(): Promise<OperationReply[]> {
  const row = await connection();
  const processes = [world.running.runtime, other.runtime];
  return Promise.all(
    DEVICES.map((providerDeviceId, index) => {
      const gateway = processes[index % 2]?.openGateway(row);
      if (!gateway) throw new Error('no process');
      return gateway.perform({ ...saleOf('509', 1000), providerDeviceId }, () => undefined);
    }),
  );
}

const logins = (step: 'authorize' | 'token' | 'refresh') =>
  provider.log().filter((call) => call.path.endsWith(`/${step}`));
const kindsOf = (replies: OperationReply[]) => [...new Set(replies.map((reply) => reply.kind))];

test('ten sales at once in two processes whose session has run out make one login', async () => {
  await change({ sealedSession: sealed('session', session(-10)) });
  expect(kindsOf(await tenSales())).toEqual(['approved']);
  // The renewal is tried in both forms before the login, each once.
  expect([logins('refresh').length, logins('authorize').length]).toEqual([1, 1]);
  expect(logins('token')).toHaveLength(2);
  expect(kindsOf(await tenSales())).toEqual(['approved']);
  expect(logins('authorize')).toHaveLength(1);
});

test('F14 ten sales at once in two processes whose session ends soon make one renewal and no login', async () => {
  await tenSales();
  const store = createSessionStore(world.running.runtime, await connection());
  await store.inTurn(TERMS, async (kept) => ({
    value: null,
    session: kept.session && { ...kept.session, expiresAt: new Date(Date.now() + 179_000) },
    verdict: null,
    needsRest: false,
  }));
  await fetch(`${provider.url}/_sandbox/log`, { method: 'DELETE' });
  expect(kindsOf(await tenSales())).toEqual(['approved']);
  expect([logins('authorize').length, logins('token').length]).toEqual([0, 1]);
});

test('F6 wrong credentials are put to the provider twice, by whichever process, and not again before the rest is over', async () => {
  const wrong = { clientId: 'client-509', clientSecret: 'secret-509', username: 'user-509', password: 'no' };
  const { sealedCredentials } = await connection();
  await change({ sealedCredentials: sealed('credentials', wrong) });
  for (let round = 0; round < 3; round++) expect(kindsOf(await tenSales())).toEqual(['not_sent']);
  expect(logins('authorize')).toHaveLength(2);
  expect((await connection()).lastRefusedAt).not.toBeNull();

  await change({ loginLeaseUntil: new Date(Date.now() - 1) });
  expect(kindsOf(await tenSales())).toEqual(['not_sent']);
  expect(logins('authorize')).toHaveLength(3);

  // A person who tests may, during the rest; and once the provider agrees, everything is as before.
  await change({ sealedCredentials });
  const test = await other.runtime.openGateway(await connection()).testConnection(() => undefined);
  expect(test.kind).toBe('ok');
  expect(await connection()).toMatchObject({ lastRefusedAt: null, loginLeaseUntil: null });
  expect(kindsOf(await tenSales())).toEqual(['approved']);
  expect(logins('authorize')).toHaveLength(4);
});

test('a stored login that no key opens is replaced by a full login', async () => {
  const lost: [{ id: string; bytes: Buffer }] = [{ id: 'k0', bytes: randomBytes(32) }];
  for (const sealedSession of [sealed('session', session(3600), lost), 'v1.k1.broken', 'nonsense']) {
    await change({ sealedSession });
    expect(kindsOf(await tenSales())).toEqual(['approved']);
  }
  expect(logins('authorize')).toHaveLength(3);
});

test('a turn is waited for, and nobody has one at the same time in any process', async () => {
  const row = await connection();
  const stores = [world.running.runtime, other.runtime].map((runtime) => createSessionStore(runtime, row));
  let inside = 0;
  let most = 0;
  const turns = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      stores[index % 2]?.inTurn(TERMS, async (kept) => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 20));
        inside -= 1;
        return { value: index, session: kept.session, verdict: null, needsRest: false };
      }),
    ),
  );
  expect(turns.map((turn) => turn?.kind)).toEqual(Array(6).fill('done'));
  expect(most).toBe(1);
});

test('a turn that lasted too long keeps nothing: what its successor brought stands', async () => {
  const row = await connection();
  const store = createSessionStore(world.running.runtime, row);
  const successor = createSessionStore(other.runtime, row);
  const theirs = session(3600, 'theirs');
  const turn = await store.inTurn(TERMS, async () => {
    await change({ loginLeaseUntil: new Date(Date.now() - 1) });
    await successor.inTurn(TERMS, async () => ({
      value: null,
      session: theirs,
      verdict: 'accepted',
      needsRest: false,
    }));
    return { value: null, session: session(3600, 'ours'), verdict: 'accepted', needsRest: false };
  });
  expect(turn).toEqual({ kind: 'taken' });
  expect(await store.load()).toEqual(theirs);
});

test('a lease that is longer than any was written by a clock that has been wrong, and binds nobody', async () => {
  await change({ loginLeaseId: 'somebody', loginLeaseUntil: new Date(Date.now() + 600_000) });
  expect(kindsOf(await tenSales())).toEqual(['approved']);
});

test('K11 a process killed while it signs in leaves the login to the next one, and nothing is charged', async () => {
  const spoil = await fetch(`${provider.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ path: '/authorize', fault: 'never-ends', times: 1 }),
  });
  expect(spoil.ok).toBe(true);
  const first = startWorker();
  const ctx = world.as('manager', 'sale:start');
  const started = await startSale(ctx, {
    intentKey: randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 4_200, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  await waitFor(async () => logins('authorize').length === 1, 'the first login to hang');
  await kill(first);
  expect((await connection()).loginLeaseId).not.toBeNull();

  startWorker();
  await waitFor(async () => logins('token').length > 0, 'the next login', 20_000);
  const settled = await waitFor(
    async () => {
      const row = await ctx.inTransaction((tx) =>
        findTransaction(tx, ctx.merchant.id, started.value.transactionId),
      );
      return row?.state === 'failed' && row;
    },
    'the sale to be found unknown to the provider',
    30_000,
  );
  expect(provider.book().filter((entry) => entry.transactionReferenceId === settled.reference)).toEqual([]);
  expect(await connection()).toMatchObject({ loginLeaseId: null, lastRefusedAt: null });
}, 60_000);

/** A worker as its own process, as `npm run worker` starts it. */
function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, ['server/jobs/main.ts'], {
    env: { ...process.env, ...world.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(worker);
  return worker;
}

async function kill(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
