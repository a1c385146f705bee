import { parseConfig } from '#server/config/config.ts';
import { startRuntime } from '#server/runtime/start.ts';
import { answerOrchestrator } from './answer-orchestrator.ts';

// `npm run worker`: a worker of its own, beside portals that run with WORKER=off.
const config = parseConfig(process.env);
const running = await startRuntime(config, { runsWorker: true });
const door = config.workerPort === null ? null : await answerOrchestrator(config.workerPort);
running.runtime.log.info('The worker is running');
const stop = () => {
  void running
    .stop()
    .finally(() => door?.close())
    .finally(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
