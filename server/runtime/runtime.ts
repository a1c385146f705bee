import type { Database } from '#db/client.ts';
import type { CallbackDesk } from '#server/callbacks/callback-desk.ts';
import type { Config } from '#server/config/config.ts';
import type { Enqueue } from '#server/jobs/enqueue.ts';
import type { IdSource } from '#server/kernel/ids.ts';
import type { Clock, Wait } from '#server/kernel/time.ts';
import type { MailCarrier } from '#server/mail/mail-carrier.ts';
import type { AnswerStore } from '#server/terminals/answer-store.ts';
import type { OpenGateway } from '#server/terminals/open-gateway.ts';
import type { LiveHub } from './live-hub.ts';
import type { Log } from './log.ts';
import type { OperatorView } from './operator-view.ts';

/** What one process shares between its requests and jobs. */
export type Runtime = {
  config: Config;
  db: Database['db'];
  clock: Clock;
  wait: Wait;
  ids: IdSource;
  log: Log;
  enqueue: Enqueue;
  mail: MailCarrier | null;
  openGateway: OpenGateway;
  answers: AnswerStore;
  callbacks: CallbackDesk;
  live: LiveHub;
  operator: OperatorView;
};

/**
 * The framework bundles its start hook and each route on their own, so a module's variable is not shared between them;
 * the global object is.
 */
const shared = globalThis as { vezneRuntime?: Runtime };

/** The running process's runtime. Throws before `startRuntime` has finished. */
export function getRuntime(): Runtime {
  if (!shared.vezneRuntime) throw new Error('The process has not started yet');
  return shared.vezneRuntime;
}

/** Makes a runtime the process's own; called once at start. */
export function setRuntime(runtime: Runtime): void {
  shared.vezneRuntime = runtime;
}
