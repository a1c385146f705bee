import type { LiveRunRead } from '#components/live/live-run.ts';
import type { RunView } from '#server/end-of-day/get-report.ts';

/** A run as the live read sends it: instants as text, nothing that is not shown. */
export function toLiveRun({ at, run }: RunView): LiveRunRead {
  return {
    at: at.toISOString(),
    run: {
      id: run.id,
      state: run.state,
      isMatched: run.isMatched,
      requestedAt: run.requestedAt.toISOString(),
      endedAt: run.endedAt?.toISOString() ?? null,
    },
  };
}
