import type { Shape } from './shape.ts';

/** The server said no: asking again would not help. 401 means the session is over. */
export class ReadRefused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The read was refused with ${status}`);
    this.status = status;
  }
}

/** Longer than the server itself takes for any read, also one for which it asks a provider. */
const GIVE_UP_MS = 60_000;

/** Reads JSON of our own server and checks its shape; throws ReadRefused on 4xx, an error worth a retry on any other failure. */
export async function readJson<V>(shape: Shape<V>, url: string, signal?: AbortSignal): Promise<V> {
  const timeout = AbortSignal.timeout(GIVE_UP_MS);
  const ends = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const response = await fetch(url, {
    signal: ends,
    cache: 'no-store',
    headers: { accept: 'application/json' },
  });
  if (response.status >= 400 && response.status < 500 && response.status !== 429) {
    throw new ReadRefused(response.status);
  }
  if (!response.ok) throw new Error(`The read failed with ${response.status}`);
  return shape(await response.json());
}
