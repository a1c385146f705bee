import { useQuery } from '@tanstack/react-query';
import { z } from 'zod/mini';
import { usePollInterval } from './live-provider.tsx';
import { queryKeys } from './query-keys.ts';
import { ReadRefused, readJson } from './read-json.ts';

const instant = z.iso.datetime();

/** An end-of-day run while somebody looks at it: just enough for its steps and its clock. Instants are ISO texts. */
export const liveRun = z.object({
  id: z.string(),
  state: z.enum(['requested', 'closing', 'unknown', 'closed', 'blocked', 'failed']),
  isMatched: z.nullable(z.boolean()),
  requestedAt: instant,
  endedAt: z.nullable(instant),
});
export type LiveRun = z.output<typeof liveRun>;

/** A run as of `at`, by the server's clock. */
export const liveRunRead = z.object({ at: instant, run: liveRun });
export type LiveRunRead = z.output<typeof liveRunRead>;

/** While the stream is on, a run is asked about this seldom, in case a message was lost. */
const SAFETY_MS = 15_000;

/** One run, kept up to date; begins with what the page was rendered with. */
export function useLiveRun(merchant: string, initial: LiveRunRead) {
  const { id } = initial.run;
  const interval = usePollInterval(SAFETY_MS);
  return useQuery({
    queryKey: [...queryKeys.topic(merchant, 'end-of-day'), id],
    queryFn: ({ signal }) => readJson(liveRunRead, `/api/live/${merchant}/end-of-day/${id}`, signal),
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.at),
    // Between rendering and hydration it may have moved already: the first look is fresh.
    refetchOnMount: 'always',
    refetchInterval: (query) =>
      query.state.data?.run.endedAt || query.state.error instanceof ReadRefused ? false : interval,
  });
}
