import { PROVIDERS } from '#server/kernel/providers.ts';
import { step } from '#server/telemetry/trail.ts';
import type { Receiver } from './receive-callback.ts';

/** D5: who waits longer for a connection to the database is told to come back. */
const STORE_WITHIN_MS = 2_000;

/** Rejects when it takes too long; it may be done all the same, which the copy that comes then finds. */
export async function withinTime<T>({ wait }: Pick<Receiver, 'wait'>, work: Promise<T>): Promise<T> {
  const tooLong = Symbol('too long');
  const first = await Promise.race([work, wait(STORE_WITHIN_MS).then(() => tooLong)]);
  if (first !== tooLong) return work;
  work.catch(() => {});
  throw new Error('The database took too long');
}

const FATES: Readonly<Record<number, string>> = {
  200: 'taken',
  303: 'sent_on',
  404: 'unknown_address',
  405: 'wrong_method',
  413: 'too_large',
  429: 'unknown_address',
  503: 'not_stored',
};

/** Takes what came from outside as a step of its own, told by what became of it. */
export function asStep(provider: string, take: () => Promise<Response>): Promise<Response> {
  const name = PROVIDERS.find((known) => known === provider) ?? 'unknown';
  return step('callback', { provider: name }, take, ({ status }) => FATES[status] ?? 'other');
}

/** Counted, and told an operator when somebody tries many (C3). True callbacks are never held up by it. */
export function refuseUnknown(
  { callbacks, clock, log }: Pick<Receiver, 'callbacks' | 'clock' | 'log'>,
  address: string,
): Response {
  const at = clock.now();
  callbacks.counts.unknownAddress += 1;
  if (callbacks.misses.take(address, at)) return say(404);
  if (callbacks.warnings.take('', at))
    log.warn({ address, count: callbacks.counts.unknownAddress }, 'Somebody calls addresses we never gave');
  return say(429);
}

const WORDS = {
  200: 'OK',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Too large',
  429: 'Too many',
  503: 'Try again',
} as const;

/** An answer of one word. */
export function say(status: keyof typeof WORDS): Response {
  return new Response(WORDS[status], {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...(status === 405 ? { allow: 'GET, HEAD, OPTIONS, POST' } : {}),
      ...(status === 429 || status === 503 ? { 'retry-after': '5' } : {}),
    },
  });
}
