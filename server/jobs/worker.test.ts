import { expect, test, vi } from 'vitest';
import type { Runtime } from '#server/runtime/runtime.ts';
import { ids } from '#tests/factories/ids.ts';
import { runWorker } from './worker.ts';

/** A worker with one piece of work in its hands that ends when told to; waits end when told to, too. */
async function busyWorker() {
  const work = Promise.withResolvers<never>();
  const waits: { ms: number; end: () => void }[] = [];
  const runtime = {
    db: { transaction: () => work.promise },
    wait: (ms: number) => new Promise<void>((end) => waits.push({ ms, end })),
    log: { error: () => undefined },
  } as unknown as Runtime;
  const takes: ((jobs: { data: object }[]) => Promise<void>)[] = [];
  const boss = {
    work: vi.fn((_queue, _options, take) => takes.push(take)),
    offWork: vi.fn(async () => undefined),
  };
  const lock = { key: 1, renew: async () => undefined, close: vi.fn(async () => undefined) };
  const worker = await runWorker(runtime, boss as unknown as Parameters<typeof runWorker>[1], lock);
  await takes[0]?.([{ data: { merchantId: ids.next('merchant'), transactionId: ids.next('transaction') } }]);
  let hasStopped = false;
  const stopping = worker.stop().then(() => {
    hasStopped = true;
  });
  await vi.waitFor(() => expect(boss.offWork).toHaveBeenCalledTimes(boss.work.mock.calls.length));
  await new Promise(setImmediate);
  return {
    lock,
    waits,
    stopping,
    hasStopped: () => hasStopped,
    endWork: () => work.reject(new Error('gone')),
  };
}

test('a stop waits for a call on the wire, and only then gives up the sign of life', async () => {
  const { lock, stopping, hasStopped, endWork } = await busyWorker();
  expect(hasStopped()).toBe(false);
  expect(lock.close).not.toHaveBeenCalled();
  endWork();
  await stopping;
  expect(lock.close).toHaveBeenCalledOnce();
});

test('a stop leaves a call that takes longer than ten seconds to the next process', async () => {
  const { lock, waits, stopping, hasStopped } = await busyWorker();
  expect(hasStopped()).toBe(false);
  waits.find(({ ms }) => ms === 10_000)?.end();
  await stopping;
  expect(lock.close).toHaveBeenCalledOnce();
});
