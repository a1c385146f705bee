/** A call of the provider's own, as it goes over the wire. */
export type OutgoingCallback = {
  method: 'POST' | 'GET';
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
};

/** Carries a callback away. Resolves to the HTTP status that came back; rejects when none did. */
export type SendCallback = (callback: OutgoingCallback) => Promise<number>;

const timeoutMs = 30_000;
const here = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Carries a callback to an address on this machine and resolves to the status; redirects are not followed. Rejects with
 * a sentence when the address is elsewhere or nobody answers in time.
 */
export async function sendOverHttp(callback: OutgoingCallback, closing: AbortSignal): Promise<number> {
  if (!here.has(new URL(callback.url).hostname))
    throw new Error('not sent: the address is not on this machine');
  const { url, method, headers, body } = callback;
  const signal = AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]);
  const answer = await fetch(url, { method, headers, body, redirect: 'manual', signal }).catch((error) => {
    throw new Error(`not delivered: ${causeOf(error)}`);
  });
  await answer.body?.cancel();
  return answer.status;
}

/** The code under «fetch failed», or whatever there is. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : 'unknown';
}
