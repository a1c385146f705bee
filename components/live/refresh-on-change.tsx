'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useLiveChange, useLiveState } from './live-provider.tsx';
import type { LiveChange } from './query-keys.ts';

type RefreshOnChangeProps = {
  merchant: string;
  topic: LiveChange['topic'];
  /** Only changes of these; of any when left out. */
  ids?: string[];
  /** Something on the page is still moving: look once more at the start, and often while the stream is down. */
  isMoving?: boolean;
};

/** A page nobody touched for this long is not rendered again by itself: that would keep the person's session alive. */
const AWAKE_MS = 5 * 60_000;
const AT_MOST_EVERY_MS = 500;
const POLL_MS = 2_000;
/** With the stream, in case a message was lost. */
const SAFETY_MS = 15_000;

/**
 * Has the server render the page again when something on it changed; waits for the person where it lies untouched, and for the end of
 * a dialog that stands before it.
 */
export function RefreshOnChange({ merchant, topic, ids, isMoving = false }: RefreshOnChangeProps) {
  const router = useRouter();
  const feed = useLiveState();
  const lastActAt = useRef(0);
  const isDue = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const refresh = useEffectEvent(() => {
    isDue.current = false;
    router.refresh();
  });

  const wish = useEffectEvent(() => {
    isDue.current = true;
    const isAwake =
      document.visibilityState === 'visible' && performance.now() - lastActAt.current < AWAKE_MS;
    if (!isAwake || timer.current !== undefined) return;
    // What is looked at then is the dialog, whose own answers would wait for each rendering of the page behind it.
    const isBehind = document.querySelector('dialog[open]') !== null;
    if (!isBehind) refresh();
    // More changes in a moment are one refresh; a page behind a dialog looks whether it is closed.
    timer.current = setTimeout(() => {
      timer.current = undefined;
      if (isDue.current) wish();
    }, AT_MOST_EVERY_MS);
  });

  useEffect(() => {
    const act = () => {
      lastActAt.current = performance.now();
      if (isDue.current) wish();
    };
    lastActAt.current = performance.now();
    const acts = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const name of acts) window.addEventListener(name, act, { passive: true });
    return () => {
      for (const name of acts) window.removeEventListener(name, act);
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, []);

  useEffect(() => {
    if (!isMoving) return;
    // What moved between the server's rendering and the moment we began to listen was heard by nobody.
    wish();
    const poll = setInterval(() => wish(), feed === 'off' ? POLL_MS : SAFETY_MS);
    return () => clearInterval(poll);
  }, [feed, isMoving]);

  useLiveChange((change) => {
    if (change.merchant !== merchant || change.topic !== topic) return;
    if (!ids || ids.includes(change.id)) wish();
  });
  return null;
}
