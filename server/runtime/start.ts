import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { readDatabaseTime } from '#db/queries/clock.ts';
import { createHeadFiles } from '#server/audit/head-files.ts';
import { startKeepingHeads } from '#server/audit/keep-heads.ts';
import { assertSafeDatabaseRole } from '#server/auth/boot-check.ts';
import { createCallbackDesk } from '#server/callbacks/callback-desk.ts';
import type { Config } from '#server/config/config.ts';
import { createHttpTransport } from '#server/gateways/http.ts';
import { createEnqueue, openQueue } from '#server/jobs/enqueue.ts';
import { startWorker, type Worker } from '#server/jobs/worker.ts';
import { createIdSource } from '#server/kernel/ids.ts';
import { systemClock, systemWait } from '#server/kernel/time.ts';
import { createMailCarrier } from '#server/mail/mail-carrier.ts';
import { startKeepingRetention } from '#server/privacy/keep-retention.ts';
import { type Metrics, startMetrics } from '#server/telemetry/metrics.ts';
import { startSendingSpans } from '#server/telemetry/span-sender.ts';
import { watchGateways } from '#server/telemetry/watch-gateway.ts';
import { watchMail } from '#server/telemetry/watch-mail.ts';
import { createAnswerStore } from '#server/terminals/answer-store.ts';
import { createOpenGateway } from '#server/terminals/open-gateway.ts';
import { makePrivateDirectory } from '#server/terminals/sealed-files.ts';
import { startDatabaseClock } from './database-clock.ts';
import { openLiveHub } from './live-hub.ts';
import { createLog, type Log } from './log.ts';
import { createOperatorView } from './operator-view.ts';
import { type Runtime, setRuntime } from './runtime.ts';

/** Name and version the fiscal devices are told. */
const APP_VERSION = '0.1.0';

/** A started process. */
export type Running = { runtime: Runtime; metrics: Metrics; stop(): Promise<void> };

/** Starts everything one process needs, in order; throws with a clear message when something is missing. */
export async function startRuntime(
  config: Config,
  parts: { runsWorker: boolean; log?: Log },
): Promise<Running> {
  const log = parts.log ?? createLog(config.logLevel);
  const closers: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const close of closers.reverse())
      await close().catch((error: unknown) => log.error({ err: error }, 'Stopping'));
    closers.length = 0;
  };
  try {
    const place = await findDatabase(config, log, closers);
    const database = openDatabase(place.url, { maxConnections: config.databasePool, name: 'vezne' });
    closers.push(database.close);
    await assertSafeDatabaseRole(database.db);
    const { clock, stop: stopClock } = await startDatabaseClock({
      readTime: () => readDatabaseTime(database.db),
      steadyMs: () => performance.now(),
      machine: systemClock,
      // It keeps no process alive.
      wait: (ms) => delay(ms, undefined, { ref: false }),
      log,
    });
    closers.push(async () => stopClock());
    const boss = await openQueue(place.directUrl, {
      maxConnections: 4,
      onError: (error) => log.error({ err: error }, 'The job queue had an error'),
    });
    closers.push(() => boss.stop({ graceful: true, timeout: 5_000 }));
    const live = await openLiveHub(place.directUrl);
    closers.push(live.close);
    const metrics = startMetrics();
    closers.push(async () => metrics.stop());
    if (config.traces) closers.push(startSendingSpans(config.traces, log).stop);
    const http = createHttpTransport({ allowedHosts: config.outgoingHosts });
    const runtime: Runtime = {
      config,
      db: database.db,
      clock,
      wait: systemWait,
      ids: createIdSource(() => clock.now(), randomBytes),
      log,
      enqueue: createEnqueue(boss),
      mail: config.mail && watchMail(createMailCarrier(config.mail)),
      openGateway: watchGateways(
        createOpenGateway({
          config,
          db: database.db,
          clock,
          wait: systemWait,
          log,
          http,
          appVersion: APP_VERSION,
        }),
        log,
      ),
      answers: createAnswerStore(config.answersDirectory, config.sealingKeys),
      callbacks: createCallbackDesk(config),
      live,
      operator: createOperatorView({
        runtime: () => runtime,
        metrics,
        pool: database.use,
        worker: parts.runsWorker ? { isAlive: () => worker?.isAlive() === true } : null,
      }),
    };
    let worker: Worker | null = null;
    if (parts.runsWorker) {
      await makePrivateDirectory(config.answersDirectory);
      worker = await startWorker(runtime, boss, place.directUrl);
      closers.push(worker.stop);
      const heads = createHeadFiles(config.auditHeadsDirectory, config.auditKey);
      closers.push(startKeepingHeads(runtime, heads).stop);
      closers.push(startKeepingRetention(runtime).stop);
    }
    setRuntime(runtime);
    return { runtime, metrics, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function findDatabase(config: Config, log: Log, closers: (() => Promise<void>)[]) {
  if (config.database) {
    const { url, ownerUrl, directUrl } = config.database;
    if (ownerUrl) await migrate(ownerUrl, new URL(url).username);
    return { url, directUrl };
  }
  const embedded = await startEmbedded({
    directory: join(config.dataDirectory, 'pg'),
    port: config.embeddedDatabasePort,
    durable: true,
    log: (line) => log.debug({ postgres: line }),
  });
  closers.push(embedded.stop);
  await migrate(embedded.ownerUrl);
  return { url: embedded.appUrl, directUrl: embedded.appUrl };
}
