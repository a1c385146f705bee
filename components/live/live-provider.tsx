'use client';

import { QueryClient, QueryClientProvider, type QueryKey, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { type FeedState, openChangeFeed } from './change-feed.ts';
import { type LiveChange, queryKeys, staleReads } from './query-keys.ts';
import { ReadRefused } from './read-json.ts';

type Listener = (change: LiveChange) => void;
type Live = { state: FeedState; subscribe: (listener: Listener) => () => void };

const LiveContext = createContext<Live>({ state: 'connecting', subscribe: () => () => undefined });

/** While the stream is down, reads ask this often (D11). */
const POLL_MS = 2_000;
/** Reads that nearly every change touches are refetched at once, then at most this often. */
const GATHER_MS = 300;

/** Keeps the live reads of the pages inside it up to date, by one stream per browser or, without it, by asking. */
export function LiveProvider({ personId, children }: { personId: string; children: ReactNode }) {
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={client}>
      <Feed personId={personId}>{children}</Feed>
    </QueryClientProvider>
  );
}

/** Whether changes arrive by themselves; for the live dot. */
export function useLiveState(): FeedState {
  return useContext(LiveContext).state;
}

/** How often a live read asks by itself: quickly while the stream is down, else as slowly as said (or never). */
export function usePollInterval(whileOn: number | false): number | false {
  return useLiveState() === 'off' ? POLL_MS : whileOn;
}

/** Calls back for every change of the person's merchants. */
export function useLiveChange(listener: Listener): void {
  const { subscribe } = useContext(LiveContext);
  const call = useEffectEvent(listener);
  useEffect(() => subscribe((change) => call(change)), [subscribe]);
}

function Feed({ personId, children }: { personId: string; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<FeedState>('connecting');
  const listeners = useRef(new Set<Listener>());
  const [subscribe] = useState(() => (listener: Listener) => {
    listeners.current.add(listener);
    return () => {
      listeners.current.delete(listener);
    };
  });

  useEffect(() => {
    const told = listeners.current;
    const gathered = gather((key) => void client.invalidateQueries({ queryKey: key }));
    let last: FeedState = 'connecting';
    const close = openChangeFeed(personId, '/api/live/stream', {
      change(change) {
        const { one, many } = staleReads(change);
        void client.invalidateQueries({ queryKey: one });
        for (const key of many) gathered.add(key);
        for (const listener of told) listener(change);
      },
      state(next) {
        // What changed while nobody listened is not told later: ask for all of it.
        if (next === 'on' && last === 'off') void client.invalidateQueries({ queryKey: queryKeys.all });
        last = next;
        setState(next);
      },
    });
    return () => {
      close();
      gathered.stop();
    };
  }, [client, personId]);

  return <LiveContext value={{ state, subscribe }}>{children}</LiveContext>;
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failed, error) => !(error instanceof ReadRefused) && failed < 3,
        retryDelay: 1_000,
        // A person who was signed out, or lost the right, must not ask every two seconds for ever.
        refetchOnWindowFocus: (query) => !(query.state.error instanceof ReadRefused),
      },
    },
  });
}

/** Does the first of several at once, the rest together a moment later. */
function gather(act: (key: QueryKey) => void): { add: (key: QueryKey) => void; stop: () => void } {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function flush() {
    timer = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    for (const key of keys) act(key);
    if (keys.length > 0) timer = setTimeout(flush, GATHER_MS);
  }
  return {
    add(key) {
      waiting.set(JSON.stringify(key), key);
      if (timer === undefined) flush();
    },
    stop: () => clearTimeout(timer),
  };
}
