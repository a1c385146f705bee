'use client';

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
import type { LiveChange } from './query-keys.ts';

type Listener = (change: LiveChange) => void;
type Shown = Exclude<FeedState, 'ended'>;
type Live = { state: Shown; subscribe: (listener: Listener) => () => void };

const LiveContext = createContext<Live>({ state: 'connecting', subscribe: () => () => undefined });

/** While the stream is down, reads ask this often (D11). */
const POLL_MS = 2_000;

/** Tells the pages inside it what changes, by one stream per browser. Whose session is over does not go on looking at them. */
export function LiveProvider({ personId, children }: { personId: string; children: ReactNode }) {
  const [state, setState] = useState<Shown>('connecting');
  const listeners = useRef(new Set<Listener>());
  const [subscribe] = useState(() => (listener: Listener) => {
    listeners.current.add(listener);
    return () => {
      listeners.current.delete(listener);
    };
  });

  useEffect(() => {
    const told = listeners.current;
    return openChangeFeed(personId, '/api/live/stream', {
      change(change) {
        for (const listener of told) listener(change);
      },
      state(next) {
        if (next === 'ended') leave();
        else setState(next);
      },
    });
  }, [personId]);

  return <LiveContext value={{ state, subscribe }}>{children}</LiveContext>;
}

/** To where one signs in and comes back, as a page of its own: nothing of this one is kept. */
function leave() {
  const { pathname, search } = window.location;
  window.location.replace(`/signin?ended=&${new URLSearchParams({ callbackUrl: pathname + search })}`);
}

/** Whether changes arrive by themselves; for the live dot. */
export function useLiveState(): Shown {
  return useContext(LiveContext).state;
}

/** How often a live read asks by itself: quickly while the stream is down, else as slowly as said (or never). */
export function usePollInterval<Slow extends number | false>(whileOn: Slow): number | Slow {
  return useLiveState() === 'off' ? POLL_MS : whileOn;
}

/** Calls back for every change of the person's merchants. */
export function useLiveChange(listener: Listener): void {
  const { subscribe } = useContext(LiveContext);
  const call = useEffectEvent(listener);
  useEffect(() => subscribe((change) => call(change)), [subscribe]);
}

/** Calls back when changes arrive by themselves again: what changed while nobody listened is not told later. */
export function useLiveAgain(listener: () => void): void {
  const state = useLiveState();
  const wasOff = useRef(false);
  const call = useEffectEvent(listener);
  useEffect(() => {
    if (state === 'on' && wasOff.current) call();
    if (state !== 'connecting') wasOff.current = state === 'off';
  }, [state]);
}
