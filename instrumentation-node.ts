import { InvalidConfig, parseConfig } from '#server/config/config.ts';
import { watchDoors } from '#server/runtime/drain.ts';
import { overwriteForwarded } from '#server/runtime/overwrite-forwarded.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { timeRequests } from '#server/telemetry/time-requests.ts';

/** How long open work may take to end after a signal to stop. */
const STOP_WITHIN_MS = 25_000;

/** How long requests that are being answered may take of that. */
const ANSWER_WITHIN_MS = 8_000;

/** Starts the portal's process or ends it: a portal without its database or secrets answers nothing at all. */
export async function start(): Promise<void> {
  try {
    const config = parseConfig(process.env);
    overwriteForwarded(config.trustedProxies);
    // next-auth reads these two itself.
    process.env.NEXTAUTH_URL = config.publicUrl;
    process.env.NEXTAUTH_SECRET = config.authSecret;
    const running = await startRuntime(config, { runsWorker: config.runsWorker });
    timeRequests(running.metrics.requests);
    if (config.publicUrl.startsWith('https:') && config.trustedProxies === 0)
      running.runtime.log.warn(
        'TRUSTED_PROXIES is 0 and a proxy does TLS: all visitors count as one address, and are slowed down as one',
      );
    const doors = watchDoors();
    let isStopping = false;
    const stop = () => {
      if (isStopping) return;
      isStopping = true;
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
      void doors
        .drain(ANSWER_WITHIN_MS)
        .then(() => running.stop())
        .finally(() => process.exit(0));
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    const detail =
      error instanceof InvalidConfig ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`Vezne cannot start. ${detail}\n`);
    process.exit(1);
  }
}
