import { useFollowed } from './followed.ts';
import { queryKeys } from './query-keys.ts';
import { flag, instant, maybe, oneOf, record, type Shaped, text } from './shape.ts';

/** An end-of-day run while somebody looks at it: just enough for its steps and its clock. Instants are ISO texts. */
export const liveRun = record({
  id: text,
  state: oneOf(['requested', 'closing', 'unknown', 'awaiting_totals', 'closed', 'blocked', 'failed']),
  isMatched: maybe(flag),
  requestedAt: instant,
  endedAt: maybe(instant),
});
export type LiveRun = Shaped<typeof liveRun>;

/** A run as of `at`, by the server's clock. */
export const liveRunRead = record({ at: instant, run: liveRun });
export type LiveRunRead = Shaped<typeof liveRunRead>;

/** One run, kept up to date; begins with what the page was rendered with. */
export function useLiveRun(merchant: string, initial: LiveRunRead) {
  const { id } = initial.run;
  return useFollowed({
    key: [...queryKeys.topic(merchant, 'end-of-day'), id],
    shape: liveRunRead,
    path: `/api/live/${merchant}/end-of-day/${id}`,
    initial,
    hasEnded: ({ run }) => run.endedAt !== null,
  });
}
