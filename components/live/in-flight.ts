import { useQuery } from '@tanstack/react-query';
import { useHydrated } from '#components/ui/hydrated.ts';
import { usePollInterval } from './live-provider.tsx';
import { liveSplitEntry } from './live-split-sale.ts';
import { liveTransaction } from './live-transaction.ts';
import { queryKeys } from './query-keys.ts';
import { ReadRefused, readJson } from './read-json.ts';
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

/**
 * The person's operations in flight and the open counts of the merchant, kept up to date; null until they are known. Parts
 * of a page hydrate one after another: to each the answer of an earlier one stays unknown until it matches its own HTML.
 */
export function useInFlight(merchant: string): InFlightRead | null {
  const isHydrated = useHydrated();
  const interval = usePollInterval(SAFETY_MS);
  const { data } = useQuery({
    queryKey: queryKeys.inFlight(merchant),
    queryFn: ({ signal }) => readJson(inFlightRead, `/api/live/${merchant}/in-flight`, signal),
    refetchInterval: ({ state }) => {
      if (state.error instanceof ReadRefused) return false;
      const { mine = [], mySplitSales = [] } = state.data ?? {};
      const isLeaving =
        mine.some((one) => one.settledAt !== null) || mySplitSales.some((one) => one.endedAt !== null);
      return isLeaving ? LEAVING_MS : interval;
    },
  });
  return isHydrated && data ? data : null;
}
