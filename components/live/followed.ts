import { type QueryKey, useQuery } from '@tanstack/react-query';
import { usePollInterval } from './live-provider.tsx';
import { ReadRefused, readJson } from './read-json.ts';
import type { Shape } from './shape.ts';

/** While the stream is on, what is followed is asked about this seldom, in case a message was lost. */
const SAFETY_MS = 15_000;

type Followed<Read extends { at: string }> = {
  key: QueryKey;
  shape: Shape<Read>;
  path: string;
  /** What the page was rendered with; `at` is the server's clock then. */
  initial: Read;
  /** Whether it can move no more: then it is not asked about again. */
  hasEnded: (read: Read) => boolean;
};

/** One thing that ends, kept up to date until then; begins with what the page was rendered with. `error`: the last asking failed. */
export function useFollowed<Read extends { at: string }>({
  key,
  shape,
  path,
  initial,
  hasEnded,
}: Followed<Read>): { data: Read; error: Error | null } {
  const interval = usePollInterval(SAFETY_MS);
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => readJson(shape, path, signal),
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.at),
    // Between rendering and hydration it may have moved already: the first look is fresh.
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => {
      if (state.error instanceof ReadRefused) return false;
      return state.data && hasEnded(state.data) ? false : interval;
    },
  });
  return { data: data ?? initial, error };
}
