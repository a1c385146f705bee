import type { Log } from '#server/runtime/log.ts';
import { type Span, toSpans } from './spans.ts';
import { listenToTrails } from './trail.ts';

/** Where traces go, as OpenTelemetry's own variables say it. */
export type TraceTarget = { endpoint: string; headers: Readonly<Record<string, string>>; service: string };

const EVERY_MS = 2_000;
const WITHIN_MS = 5_000;
/** What waits at most; a collector that is away costs spans and never memory. */
const MOST_WAITING = 5_000;

/**
 * Sends what is done in this process to an OTLP collector (HTTP, JSON), in lots. A collector that is away or refuses costs the
 * spans it was to get, is told once in the log, and holds up nothing.
 */
export function startSendingSpans(target: TraceTarget, log: Log): { stop(): Promise<void> } {
  const url = `${target.endpoint.replace(/\/$/, '')}/v1/traces`;
  let waiting: Span[] = [];
  let hasComplained = false;
  const unlisten = listenToTrails({
    trail: (trail) => {
      waiting.push(...toSpans(trail).slice(0, MOST_WAITING - waiting.length));
    },
  });
  const send = async () => {
    if (waiting.length === 0) return;
    const spans = waiting;
    waiting = [];
    const problem = await post(url, target, spans);
    if (problem !== null && !hasComplained) log.warn({ problem, url }, 'Traces cannot be sent');
    hasComplained = problem !== null;
  };
  let sending = Promise.resolve();
  const timer = setInterval(() => {
    sending = sending.then(send);
  }, EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      unlisten();
      await sending.then(send);
    },
  };
}

/** Null when it was taken, else why not. */
async function post(
  url: string,
  { headers, service }: TraceTarget,
  spans: readonly Span[],
): Promise<string | null> {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const body = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'vezne' }, spans }] }] };
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
    });
    return answer.ok ? null : `answered ${answer.status}`;
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}
