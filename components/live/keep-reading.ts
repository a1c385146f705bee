import { ReadRefused } from './read-json.ts';

const RETRY_MS = 1_000;
const RETRIES = 3;

type Reading<V> = {
  read: (signal: AbortSignal) => Promise<V>;
  /** Gets every answer. */
  tell: (answer: V) => void;
  /** How long after this answer to ask again; null: there was none. */
  waitMs: (answer: V | null) => number;
};

/**
 * Reads at once, and again whenever told to or the last answer is old enough. What failed is tried again soon, a few times; what
 * was refused is left alone until there is a reason to ask anew. A page nobody looks at waits until somebody does.
 */
export function keepReading<V>({ read, tell, waitMs }: Reading<V>): { again: () => void; stop: () => void } {
  const stopped = new AbortController();
  let running = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;

  async function ask() {
    clearTimeout(timer);
    running.abort();
    const mine = new AbortController();
    running = mine;
    const wait = await readOnce(AbortSignal.any([mine.signal, stopped.signal]));
    if (wait !== null && !mine.signal.aborted && !stopped.signal.aborted) timer = setTimeout(due, wait);
  }

  async function readOnce(signal: AbortSignal): Promise<number | null> {
    try {
      const answer = await read(signal);
      failures = 0;
      if (!signal.aborted) tell(answer);
      return waitMs(answer);
    } catch (error) {
      if (error instanceof ReadRefused) return null;
      failures++;
      return failures <= RETRIES ? RETRY_MS : waitMs(null);
    }
  }

  function due() {
    if (document.visibilityState === 'visible') again();
  }

  function again() {
    void ask();
  }

  document.addEventListener('visibilitychange', due, { signal: stopped.signal });
  window.addEventListener('online', again, { signal: stopped.signal });
  again();
  return {
    again,
    stop() {
      stopped.abort();
      clearTimeout(timer);
    },
  };
}
