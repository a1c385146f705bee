import { sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Tx } from '#db/client.ts';
import { type Job, operationIdOf, QUEUES } from './job.ts';

/** Queues a job that becomes visible, and wakes a worker, when the caller's transaction commits (D5). */
export type Enqueue = (tx: Tx, job: Job) => Promise<void>;

/** The queue as this process uses it; the schema itself is made by the migration. */
export async function openQueue(
  directUrl: string,
  options: { maxConnections: number; onError: (error: Error) => void },
): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: directUrl,
    application_name: 'vezne-jobs',
    max: options.maxConnections,
    migrate: false,
    createSchema: false,
    useListenNotify: true,
  });
  boss.on('error', options.onError);
  await boss.start();
  for (const queue of QUEUES)
    await boss.createQueue(queue, { notify: true, retryLimit: 0, deleteAfterSeconds: 86_400 });
  return boss;
}

/** The enqueue function of an open queue. */
export function createEnqueue(boss: PgBoss): Enqueue {
  return async (tx, job) => {
    await boss.send(job.queue, job.data, {
      db: fromDrizzle(tx, sql),
      ...(job.startAfter ? { startAfter: job.startAfter } : {}),
      ...(job.onceInSeconds
        ? { singletonKey: operationIdOf(job.data), singletonSeconds: job.onceInSeconds }
        : {}),
    });
  };
}
