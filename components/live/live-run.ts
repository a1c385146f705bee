import { z } from 'zod/mini';
import { useFollowed } from './followed.ts';
import { queryKeys } from './query-keys.ts';

const instant = z.iso.datetime();

/** An end-of-day run while somebody looks at it: just enough for its steps and its clock. Instants are ISO texts. */
export const liveRun = z.object({
  id: z.string(),
  state: z.enum(['requested', 'closing', 'unknown', 'awaiting_totals', 'closed', 'blocked', 'failed']),
  isMatched: z.nullable(z.boolean()),
  requestedAt: instant,
  endedAt: z.nullable(instant),
});
export type LiveRun = z.output<typeof liveRun>;

/** A run as of `at`, by the server's clock. */
export const liveRunRead = z.object({ at: instant, run: liveRun });
export type LiveRunRead = z.output<typeof liveRunRead>;

/** One run, kept up to date; begins with what the page was rendered with. */
export function useLiveRun(merchant: string, initial: LiveRunRead) {
  const { id } = initial.run;
  return useFollowed({
    key: [...queryKeys.topic(merchant, 'end-of-day'), id],
    schema: liveRunRead,
    path: `/api/live/${merchant}/end-of-day/${id}`,
    initial,
    hasEnded: ({ run }) => run.endedAt !== null,
  });
}
