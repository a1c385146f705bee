'use client';

import { createContext, type ReactNode, use, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useHydrated } from '#components/ui/hydrated.ts';
import { gather } from './gather.ts';
import { keepReading } from './keep-reading.ts';
import { useLiveAgain, useLiveChange, usePollInterval } from './live-provider.tsx';
import { liveSplitEntry } from './live-split-sale.ts';
import { liveTransaction } from './live-transaction.ts';
import { readJson } from './read-json.ts';
import { instant, list, record, type Shaped, whole } from './shape.ts';

/** What the person at hand has in flight, and how much of the merchant's is open. */
export const inFlightRead = record({
  at: instant,
  mine: list(liveTransaction),
  open: record({ running: whole, unknown: whole }),
  /** Sales that several payments pay; each payment is a transaction of its own beside them. */
  mySplitSales: list(liveSplitEntry),
});
export type InFlightRead = Shaped<typeof inFlightRead>;

/** In case a message was lost. */
const SAFETY_MS = 30_000;
/** While something that ended is still shown, so that it leaves soon. */
const LEAVING_MS = 5_000;
/** Nearly every change of these is one of what is open. */
const TOPICS = ['transaction', 'split-sale', 'end-of-day'];

const InFlightContext = createContext<InFlightRead | null>(null);

/**
 * Keeps what is in flight up to date for all of the frame. Every page of a merchant reads this one thing, so it is read without
 * the library of `LiveReads`, which only some pages need.
 */
export function InFlightProvider({ merchant, children }: { merchant: string; children: ReactNode }) {
  const [read, setRead] = useState<{ merchant: string; data: InFlightRead } | null>(null);
  const reading = useRef<{ wish: () => void }>(null);
  const interval = usePollInterval(SAFETY_MS);
  const waitMs = useEffectEvent((data: InFlightRead | null) => (isLeaving(data) ? LEAVING_MS : interval));
  useEffect(() => {
    const kept = keepReading({
      read: (signal) => readJson(inFlightRead, `/api/live/${merchant}/in-flight`, signal),
      tell: (data) => setRead({ merchant, data }),
      waitMs: (data) => waitMs(data),
    });
    const gathered = gather(kept.again);
    reading.current = gathered;
    return () => {
      gathered.stop();
      kept.stop();
    };
  }, [merchant]);
  // How long to wait has changed: what waits now would wait too long.
  useEffect(() => {
    if (interval !== SAFETY_MS) reading.current?.wish();
  }, [interval]);
  useLiveChange((change) => {
    if (change.merchant === merchant && TOPICS.includes(change.topic)) reading.current?.wish();
  });
  useLiveAgain(() => reading.current?.wish());
  return <InFlightContext value={read?.merchant === merchant ? read.data : null}>{children}</InFlightContext>;
}

function isLeaving(data: InFlightRead | null): boolean {
  const { mine = [], mySplitSales = [] } = data ?? {};
  return mine.some((one) => one.settledAt !== null) || mySplitSales.some((one) => one.endedAt !== null);
}

/**
 * The person's operations in flight and the open counts of the merchant, kept up to date; null until they are known. Parts
 * of a page hydrate one after another: to each the answer of an earlier one stays unknown until it matches its own HTML.
 */
export function useInFlight(): InFlightRead | null {
  const isHydrated = useHydrated();
  const data = use(InFlightContext);
  return isHydrated ? data : null;
}
