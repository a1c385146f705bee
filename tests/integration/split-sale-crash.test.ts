import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { given, type SplitTill, splitTill } from '#tests/support/split-till.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let world: World;
let till: SplitTill;
const workers = new Set<ChildProcess>();

beforeAll(async () => {
  world = await createWorld({ runsWorker: false });
  till = splitTill(world);
});
beforeEach(() => world.control('PUT', '/settings', { latencyMs: 1 }));
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

/** Lets the register take so long with its next steps that a worker can be killed in between. */
const slowDown = () => world.control('PUT', '/settings', { latencyMs: 1_500 });
const arrives = (path: string, count: number) =>
  waitFor(async () => till.calls(path).length === count, `${count} calls of ${path}`);

test('a worker killed while the sale is being opened leaves it failed, with nothing taken and the register free', async () => {
  await slowDown();
  const first = startWorkerProcess();
  const { splitSaleId } = given(await till.start(5_000));
  await arrives('/start', 1);
  await kill(first);
  startWorkerProcess();
  expect(await till.reaches(splitSaleId, 'failed')).toMatchObject({ outcomeReason: 'start_lost' });
  expect(await till.holder()).toBeNull();
  expect(till.calls('/start')).toHaveLength(1);
  // The register opened it all the same: a cashier cancels it there, as the screen says.
  await waitFor(
    async () =>
      world.act('507', 'cancel').then(
        () => true,
        () => false,
      ),
    'the open sale to be cancelled',
  );
}, 60_000);

test('a worker killed while the sale is being completed completes it once, found by the next one', async () => {
  const first = startWorkerProcess();
  const id = await till.opened(5_000);
  await till.paid(id, 5_000);
  await slowDown();
  given(await till.complete(id));
  await arrives('/complete', 1);
  await kill(first);
  startWorkerProcess();
  await till.reaches(id, 'completion_unknown');
  await till.reaches(id, 'completed', 30_000);
  expect(till.calls('/complete')).toHaveLength(1);
}, 60_000);

test('a worker killed between two voids leaves the rest to the next one', async () => {
  const first = startWorkerProcess();
  const id = await till.opened(5_000);
  await till.paid(id, 2_000);
  await till.paid(id, 1_000);
  await slowDown();
  given(await till.abandon(id));
  await arrives('/void', 1);
  await kill(first);
  await world.control('PUT', '/settings', { latencyMs: 1 });
  startWorkerProcess();
  await till.reaches(id, 'given_up', 40_000);
  expect(till.calls('/void')).toHaveLength(2);
  expect(till.charged().filter((entry) => entry.saleNumber !== null && entry.amountMinor < 5_000)).toEqual(
    [],
  );
}, 90_000);
