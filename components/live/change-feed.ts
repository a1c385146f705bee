import { assertNever } from '#server/kernel/assert-never.ts';
import type { LiveChange } from './query-keys.ts';
import { oneOf, readOrNull, record, type Shape, text } from './shape.ts';

/** How changes reach this tab: by the stream, not yet, or not at all (then one has to ask); `ended`: the session is over. */
export type FeedState = 'on' | 'connecting' | 'off' | 'ended';

/** Who is told. */
export type FeedListener = { change: (change: LiveChange) => void; state: (state: FeedState) => void };

const change = record({
  merchant: text,
  topic: oneOf(['transaction', 'split-sale', 'device', 'batch', 'end-of-day', 'export', 'approval']),
  id: text,
});

type Message =
  | { kind: 'hello' }
  | { kind: 'state'; state: FeedState }
  | { kind: 'change'; change: LiveChange };

const message: Shape<Message> = (value) => {
  const { kind } = record({ kind: oneOf(['hello', 'state', 'change']) })(value);
  switch (kind) {
    case 'hello':
      return { kind };
    case 'state':
      return { kind, ...record({ state: oneOf(['on', 'connecting', 'off', 'ended']) })(value) };
    case 'change':
      return { kind, ...record({ change })(value) };
    default:
      return assertNever(kind);
  }
};

/** The stream gives a sign of life every 15 s; without any for this long it is dead, whatever the browser believes. */
const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
/** A server that does not say in this time whether the session is over has not ended it. */
const ASKED_FOR_MS = 5_000;

/**
 * Listens to what changes for one person. The tabs of a browser share one stream (D11): the one that holds the lock reads
 * it and tells the others. The name carries the person, so that a tab of somebody who signed out is never listened to.
 * Returns the way to stop.
 */
export function openChangeFeed(personId: string, url: string, listener: FeedListener): () => void {
  const name = `vezne-live ${personId}`;
  const stopped = new AbortController();
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  let state: FeedState = 'connecting';
  let isLeader = false;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function hear(heard: Message) {
    if (heard.kind === 'hello') {
      if (isLeader) channel?.postMessage({ kind: 'state', state } satisfies Message);
      return;
    }
    clearTimeout(silence);
    // A leader that was put to sleep says nothing; its followers then ask for themselves.
    silence = setTimeout(() => listener.state('off'), SILENCE_MS);
    if (heard.kind === 'change') listener.change(heard.change);
    else {
      state = heard.state;
      listener.state(state);
      if (state !== 'ended') return;
      clearTimeout(silence);
      // Nobody takes the stream over either.
      stopped.abort();
    }
  }

  function tell(what: Message) {
    if (stopped.signal.aborted) return;
    hear(what);
    channel?.postMessage(what);
  }

  channel?.addEventListener('message', (event) => {
    const heard = readOrNull(message, event.data);
    if (heard && !stopped.signal.aborted) hear(heard);
  });
  channel?.postMessage({ kind: 'hello' } satisfies Message);

  const lead = () => {
    isLeader = true;
    return readStream(url, stopped.signal, tell);
  };
  // Plain http on another machine's address has no locks: there each tab reads for itself.
  const locks = channel && 'locks' in navigator ? navigator.locks : null;
  const led = locks ? locks.request(name, { signal: stopped.signal }, lead) : lead();
  led.catch(() => undefined);

  return () => {
    stopped.abort();
    clearTimeout(silence);
    channel?.close();
  };
}

/** Reads the stream until told to stop or the session is over, and opens it anew, ever more patiently, when it breaks. */
async function readStream(url: string, stop: AbortSignal, tell: (what: Message) => void): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!stop.aborted) {
    const lived = await readOnce(url, stop, tell);
    if (stop.aborted) return;
    tell({ kind: 'state', state: 'off' });
    if (!lived && (await isSessionOver(url, stop))) return tell({ kind: 'state', state: 'ended' });
    retryMs = lived ? FIRST_RETRY_MS : Math.min(retryMs * 2, LAST_RETRY_MS);
    await pause(retryMs, stop);
  }
}

/** Why a stream did not open: the browser tells nobody but who asks for the same in another way. */
async function isSessionOver(url: string, stop: AbortSignal): Promise<boolean> {
  const asked = new AbortController();
  const ends = AbortSignal.any([stop, asked.signal, AbortSignal.timeout(ASKED_FOR_MS)]);
  const answer = await fetch(url, { cache: 'no-store', signal: ends }).catch(() => null);
  // Where it is not over after all, this was a stream.
  asked.abort();
  return answer?.status === 401;
}

/** One connection, until it breaks, falls silent or is stopped. Tells whether it ever opened. */
function readOnce(url: string, stop: AbortSignal, tell: (what: Message) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const source = new EventSource(url);
    let hasLived = false;
    let silence: ReturnType<typeof setTimeout>;
    const end = () => {
      clearTimeout(silence);
      stop.removeEventListener('abort', end);
      source.close();
      resolve(hasLived);
    };
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(end, SILENCE_MS);
    };
    // Said again with every sign of life, so that a tab that just joined, or missed it, knows.
    const isOn = () => {
      hasLived = true;
      alive();
      tell({ kind: 'state', state: 'on' });
    };
    stop.addEventListener('abort', end);
    alive();
    source.addEventListener('open', isOn);
    source.addEventListener('ping', isOn);
    source.addEventListener('error', end);
    source.addEventListener('message', (event) => {
      alive();
      const read = readOrNull((data) => change(JSON.parse(`${data}`)), event.data);
      if (read) tell({ kind: 'change', change: read });
    });
  });
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop.addEventListener('abort', done);
  });
}
