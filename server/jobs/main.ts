import { parseConfig } from '#server/config/config.ts';
import { startRuntime } from '#server/runtime/start.ts';

// `npm run worker`: a worker of its own, beside portals that run with WORKER=off.
const running = await startRuntime(parseConfig(process.env), { runsWorker: true });
running.runtime.log.info('The worker is running');
const stop = () => {
  void running.stop().finally(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
