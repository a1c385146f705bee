import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findTransaction } from '#db/queries/transactions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  world = await createWorld({ mode: 'manual', runsWorker: false, env: { WAITING_WINDOW_SECONDS: '30' } });
  await world.control('PUT', '/settings', { deviceWaitMs: 60_000 });
});
afterEach(async () => {
  for (const worker of workers) await kill(worker);
});
afterAll(() => world.close());

/** A worker as its own process, as `npm run worker` starts it. */
function startWorkerProcess(): ChildProcess {
  const worker = spawn(process.execPath, ['server/jobs/main.ts'], {
    env: { ...process.env, ...world.env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  workers.add(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  workers.delete(worker);
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

async function sell(minor: number): Promise<TransactionId> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId: world.terminal,
    amount: { minor, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  return started.value.transactionId;
}

function read(id: TransactionId) {
  const ctx = world.as('manager', 'transactions:see');
  return ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, id));
}

const reaches = (id: TransactionId, state: string, withinMs = 30_000) =>
  waitFor(
    async () => {
      const row = await read(id);
      return row?.state === state ? row : null;
    },
    `${id} to be ${state}`,
    withinMs,
  );

test('a worker killed while the card is on the terminal leaves one charge, found by the next one (K3–K5)', async () => {
  const first = startWorkerProcess();
  const id = await sell(12_300);
  await waitFor(
    async () => world.gateway.log().some((entry) => entry.path.endsWith('/payment')),
    'the request at the provider',
  );
  await kill(first);
  startWorkerProcess();
  const startedAt = Date.now();
  await reaches(id, 'unknown');
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  await world.act('509', 'tap');
  const row = await reaches(id, 'approved');
  expect(world.gateway.book().filter((entry) => entry.transactionReferenceId === row.reference)).toHaveLength(
    1,
  );
  expect(world.gateway.log().filter((entry) => entry.path.endsWith('/payment'))).toHaveLength(1);
}, 60_000);

test('a worker told to stop while the card is on the terminal does not wait for it for ever, and the next one finds the charge', async () => {
  const first = startWorkerProcess();
  const id = await sell(7_700);
  const { reference } = await reaches(id, 'sending');
  const isSent = () => world.gateway.log().some(({ body }) => JSON.stringify(body ?? '').includes(reference));
  await waitFor(async () => isSent(), 'the request at the provider');
  const toldAt = Date.now();
  first.kill('SIGTERM');
  await once(first, 'exit');
  expect(Date.now() - toldAt).toBeLessThan(18_000);
  startWorkerProcess();
  await reaches(id, 'unknown');
  await world.act('509', 'tap');
  await reaches(id, 'approved');
  expect(world.gateway.book().filter((entry) => entry.transactionReferenceId === reference)).toHaveLength(1);
}, 90_000);

test('an operation that no worker took in thirty seconds fails and is never sent later (K2)', async () => {
  const before = world.gateway.log().length;
  const id = await sell(4_500);
  await waitFor(
    async () => {
      const row = await read(id);
      return row && Date.now() - row.createdAt.getTime() > 30_500;
    },
    'thirty seconds without a worker',
    40_000,
  );
  startWorkerProcess();
  expect(await reaches(id, 'failed')).toMatchObject({ outcomeReason: 'not_sent_in_time' });
  expect(world.gateway.log()).toHaveLength(before);
}, 90_000);
