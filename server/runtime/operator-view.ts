import { inScope, type PoolUse } from '#db/client.ts';
import { newestMigration } from '#db/newest-migration.ts';
import {
  countOpenCallbacks,
  countOpenOperations,
  countWaitingJobs,
  hasMigration,
} from '#db/queries/operator.ts';
import { listLiveWorkers, listMerchants } from '#db/queries/recovery.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import { findDue } from '#server/end-of-day/list-due.ts';
import type { Metrics } from '#server/telemetry/metrics.ts';
import { byLabel, gauge, type Metric, writeMetrics } from '#server/telemetry/series.ts';
import type { Runtime } from './runtime.ts';

/** Whether a process can do its work, and which part of it cannot. */
export type Readiness = {
  isReady: boolean;
  database: boolean;
  /** The database has every migration this version knows; newer ones do not count against it. */
  schema: boolean;
  /** Null: no worker runs in this process. */
  worker: boolean | null;
};

/** What an operator's machines are told of a process. */
export type OperatorView = {
  /** Never throws. */
  readiness(): Promise<Readiness>;
  /** In the text form of Prometheus. No name, id or text from outside is in it. */
  metrics(): Promise<string>;
};

/** What the view looks at. */
type Parts = {
  runtime: () => Runtime;
  metrics: Metrics;
  pool: Readonly<PoolUse>;
  worker: { isAlive(): boolean } | null;
};

/** What is read from the database is kept this long: however many ask, the books are looked through once. */
const KEEP_MS = 10_000;

/** The view of a process that has started. */
export function createOperatorView({ runtime, metrics, pool, worker }: Parts): OperatorView {
  let state: { at: number; metrics: Promise<Metric[]> } | null = null;
  const readState = (): Promise<Metric[]> => {
    const now = performance.now();
    if (state === null || now - state.at > KEEP_MS) {
      state = { at: now, metrics: stateOfBooks(runtime()) };
      // A failure is not kept.
      state.metrics.catch(() => {
        state = null;
      });
    }
    return state.metrics;
  };
  return {
    async readiness() {
      const { db } = runtime();
      const written = await newestMigration();
      const schema = await hasMigration(db, written).catch(() => null);
      const parts = {
        database: schema !== null,
        schema: schema === true,
        worker: worker === null ? null : worker.isAlive(),
      };
      return { isReady: parts.database && parts.schema && parts.worker !== false, ...parts };
    },
    async metrics() {
      const books = await readState().then(
        (read) => [...read, gauge('vezne_database_up', 'Whether the database answers.', 1)],
        () => [gauge('vezne_database_up', 'Whether the database answers.', 0)],
      );
      return writeMetrics([...metrics.read(), ...ofProcess(runtime(), pool, worker), ...books]);
    },
  };
}

function ofProcess({ callbacks, live }: Runtime, pool: Readonly<PoolUse>, worker: Parts['worker']): Metric[] {
  const { counts } = callbacks;
  return [
    byLabel(
      'counter',
      'vezne_callbacks_refused_total',
      'Refused or set aside at the door since start.',
      'why',
      {
        unknown_address: counts.unknownAddress,
        too_large: counts.tooLarge,
        wrong_method: counts.wrongMethod,
        set_aside: counts.setAside,
        lost: counts.lost,
      },
    ),
    gauge('vezne_live_streams', 'Browsers that are told at once what changes.', live.listeners()),
    byLabel(
      'gauge',
      'vezne_database_connections',
      'The pool of this process: its size, open transactions, those that wait.',
      'use',
      {
        size: pool.size,
        open: pool.open,
        waiting: pool.waiting,
      },
    ),
    ...(worker
      ? [
          gauge(
            'vezne_worker_alive',
            'Whether the worker in this process comes round.',
            worker.isAlive() ? 1 : 0,
          ),
        ]
      : []),
  ];
}

/** What the books say, over all merchants. One merchant after the other: row-level security shows no more at a time. */
async function stateOfBooks(runtime: Runtime): Promise<Metric[]> {
  const { db } = runtime;
  const counts: Record<string, number> = { created: 0, sending: 0, awaiting: 0, unknown: 0 };
  const ages: Record<string, number> = { created: 0, sending: 0, awaiting: 0, unknown: 0 };
  const callbacks = { count: 0, oldest: 0 };
  const due = { count: 0, oldest: 0 };
  const merchants = await inScope(db, { system: true }, listMerchants);
  for (const row of merchants) {
    const ctx = createSystemContext(runtime, row, 'metrics');
    const [operations, open] = await ctx.inTransaction(
      async (tx) => [await countOpenOperations(tx, row.id), await countOpenCallbacks(tx, row.id)] as const,
    );
    for (const { state, count, oldestSeconds } of operations) {
      counts[state] = (counts[state] ?? 0) + count;
      ages[state] = Math.max(ages[state] ?? 0, oldestSeconds);
    }
    callbacks.count += open.count;
    callbacks.oldest = Math.max(callbacks.oldest, open.oldestSeconds);
    const { at, devices } = await findDue(ctx);
    due.count += devices.length;
    for (const { since } of devices)
      due.oldest = Math.max(due.oldest, (at.getTime() - since.getTime()) / 1_000);
  }
  const jobs = await countWaitingJobs(db);
  const of = (read: (job: (typeof jobs)[number]) => number) =>
    Object.fromEntries(jobs.map((job) => [job.queue, read(job)]));
  return [
    byLabel('gauge', 'vezne_operations', 'Operations that have not ended, by state.', 'state', counts),
    byLabel('gauge', 'vezne_operation_oldest_seconds', 'Age of the oldest of them.', 'state', ages),
    byLabel(
      'gauge',
      'vezne_jobs_waiting',
      'Jobs that could be done now.',
      'queue',
      of(({ count }) => count),
    ),
    byLabel(
      'gauge',
      'vezne_job_oldest_seconds',
      'How long the oldest of them has waited.',
      'queue',
      of(({ oldestSeconds }) => oldestSeconds),
    ),
    gauge('vezne_callbacks_open', 'Callbacks that are stored and not applied.', callbacks.count),
    gauge('vezne_callback_oldest_seconds', 'Age of the oldest of them.', callbacks.oldest),
    gauge(
      'vezne_devices_not_closed',
      'Devices that hold operations past the hour they are to be closed by.',
      due.count,
    ),
    gauge('vezne_device_not_closed_oldest_seconds', 'How long the latest of them is past it.', due.oldest),
    gauge(
      'vezne_workers',
      'Workers that hold their sign of life on the database.',
      (await listLiveWorkers(db)).size,
    ),
    gauge('vezne_merchants', 'Merchants in the books.', merchants.length),
  ];
}
