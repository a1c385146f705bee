import { randomInt } from 'node:crypto';
import type { PgBoss } from 'pg-boss';
import { inScope } from '#db/client.ts';
import { listLiveWorkers, listMerchants } from '#db/queries/recovery.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import { dropStrangers } from '#server/callbacks/recover-callbacks.ts';
import { isId, type MerchantId } from '#server/kernel/ids.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { about, step } from '#server/telemetry/trail.ts';
import { JOB_DATA, operationIdOf, QUEUES, type Queue } from './job.ts';
import { each, type IsInHands, recover } from './recover.ts';
import { HANDLERS } from './registry.ts';
import { holdWorkerLock, type WorkerLock } from './worker-lock.ts';

/** How often a living worker looks for what a dead one left behind. */
const RECOVER_EVERY_MS = 5_000;

/** How long a stop waits for calls on the wire. What takes longer is as if the process had died: asked about by the next (K4). */
const STOP_WAITS_MS = 10_000;

/**
 * Queues whose work waits for no provider: of it little is done at once, so that a flood leaves the database to those who
 * store what floods in, and a file the processor to those who sell.
 */
const AT_ONCE: Partial<Record<Queue, number>> = { 'apply-callback': 3, 'make-export': 1 };

/** Work this process has begun; one operation may be in it twice, sent and asked about. */
type InHands = Set<{ id: string; work: Promise<void> }>;

/** A running worker. */
export type Worker = {
  /** Whether it still comes round: a worker that hangs holds its lock, and does nothing. */
  isAlive(): boolean;
  stop(): Promise<void>;
};

/** A round of recovery waits for nobody outside, so one that takes this long has come to nothing. */
const ALIVE_WITHIN_MS = 60_000;

/** Starts a worker that shows by a lock of its own on the database that it lives. */
export async function startWorker(runtime: Runtime, boss: PgBoss, directUrl: string): Promise<Worker> {
  return runWorker(runtime, boss, await holdWorkerLock(directUrl, () => randomInt(1, 2_147_483_647)));
}

/** Takes jobs until stopped. What is on the wire at the stop is waited for a while. */
export async function runWorker(
  runtime: Runtime,
  boss: Pick<PgBoss, 'work' | 'offWork'>,
  lock: WorkerLock,
): Promise<Worker> {
  const inHands: InHands = new Set();
  const merchants = merchantContexts(runtime);

  for (const queue of QUEUES) {
    const handler = HANDLERS[queue];
    const atOnce = AT_ONCE[queue];
    // Delayed questions are found by polling; everything else is woken by NOTIFY.
    const pollingIntervalSeconds = queue === 'resolve-unknown' || queue === 'split-sale' ? 1 : 2;
    const options = {
      batchSize: 20,
      pollingIntervalSeconds,
      notifyPollingIntervalSeconds: pollingIntervalSeconds,
      // More is waiting than was taken: what comes all at once, as the closes of a day do, waits for no look to come round.
      burstWhenBatchFull: true,
      localConcurrency: atOnce ?? 1,
    };
    await boss.work(queue, options, async (jobs) => {
      for (const job of jobs) {
        const data = JOB_DATA[queue].parse(job.data);
        const id = operationIdOf(data);
        // An operation may take minutes on the device. It is not awaited here: the job is only the wake-up, the row is the
        // truth, and one that is dropped on the floor is picked up by recovery.
        const entry = { id, work: Promise.resolve() };
        inHands.add(entry);
        entry.work = step('job', { queue }, async () => {
          if (isId('transaction', id)) about({ transactionId: id });
          const ctx = await merchants(data.merchantId, queue);
          if (ctx) await handler(ctx, lock.key, id);
        })
          .catch((error: unknown) => runtime.log.error({ err: error, queue, id }, 'A job failed'))
          .finally(() => inHands.delete(entry));
        if (atOnce !== undefined) await entry.work;
      }
    });
  }

  let cameRoundAt = performance.now();
  const sweep = repeat(
    async () => {
      cameRoundAt = performance.now();
      await runtime.wait(RECOVER_EVERY_MS);
    },
    async () => {
      await lock.renew();
      const readMerchants = () => inScope(runtime.db, { system: true }, listMerchants);
      const rows = await readMerchants();
      await each(
        [
          ...rows.map((row) => async () => {
            const ctx = createSystemContext(runtime, row, 'recover');
            await recover(ctx, () => readHands(runtime, lock.key, inHands));
          }),
          () => dropStrangers(runtime.callbacks.aside, readMerchants),
        ],
        'Not every merchant could be put right',
      );
    },
    (error) => runtime.log.error({ err: error }, 'Recovery failed; it is tried again'),
  );

  return {
    isAlive: () => performance.now() - cameRoundAt < ALIVE_WITHIN_MS,
    async stop() {
      sweep.stop();
      for (const queue of QUEUES) await boss.offWork(queue);
      const ends = Promise.allSettled([...inHands].map((entry) => entry.work));
      if (inHands.size > 0) await Promise.race([ends, runtime.wait(STOP_WAITS_MS)]);
      await lock.close();
    },
  };
}

/** The context of a merchant for a job; null when the merchant is gone. */
function merchantContexts(runtime: Runtime) {
  return async (merchantId: MerchantId, job: string): Promise<SystemContext | null> => {
    const rows = await inScope(runtime.db, { merchantId }, listMerchants);
    const row = rows[0];
    return row ? createSystemContext(runtime, row, job) : null;
  };
}

async function readHands(runtime: Runtime, ownKey: number, inHands: InHands): Promise<IsInHands> {
  const live = await listLiveWorkers(runtime.db);
  return ({ id, workerKey }) => {
    if (workerKey === null) return false;
    return workerKey === ownKey ? [...inHands].some((entry) => entry.id === id) : live.has(workerKey);
  };
}

function repeat(pause: () => Promise<void>, work: () => Promise<void>, onError: (error: unknown) => void) {
  let isStopped = false;
  const rounds = async () => {
    while (!isStopped) {
      await work().catch(onError);
      await pause();
    }
  };
  void rounds();
  return {
    stop() {
      isStopped = true;
    },
  };
}
