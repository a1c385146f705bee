import { createHash, timingSafeEqual } from 'node:crypto';
import { readHealth } from './health.ts';
import { getRuntime } from './runtime.ts';

/** What an operator's machines may ask a process. */
export type OperatorQuestion = 'health' | 'ready' | 'metrics';

const NO_STORE = { 'cache-control': 'no-store' };

/** Answers one, portal and worker alike. Never throws. */
export async function answerOperator(
  question: OperatorQuestion,
  authorization: string | null,
): Promise<Response> {
  switch (question) {
    case 'health': {
      const { isUp, callbacks } = await readHealth();
      return json(isUp, { status: isUp ? 'ok' : 'unavailable', callbacks });
    }
    case 'ready': {
      const readiness = await getRuntimeOrNull()?.operator.readiness();
      const { isReady = false, ...parts } = readiness ?? {};
      return json(isReady, { status: isReady ? 'ready' : 'not_ready', ...parts });
    }
    case 'metrics':
      return answerMetrics(authorization);
  }
}

/** Without the token there is nothing at that address. */
async function answerMetrics(authorization: string | null): Promise<Response> {
  const runtime = getRuntimeOrNull();
  const token = runtime?.config.metricsToken ?? null;
  if (!runtime || token === null || !isSame(authorization ?? '', `Bearer ${token}`))
    return json(false, { error: 'not_found' }, 404);
  const text = await runtime.operator.metrics();
  return new Response(text, {
    headers: { ...NO_STORE, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  });
}

/** Takes the same time wherever the two differ. */
function isSame(given: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}

function json(isFine: boolean, body: object, otherwise = 503): Response {
  return Response.json(body, { status: isFine ? 200 : otherwise, headers: NO_STORE });
}

function getRuntimeOrNull() {
  try {
    return getRuntime();
  } catch {
    return null;
  }
}
