import type { LiveRun } from '#components/live/live-run.ts';
import { assertNever } from '#server/kernel/assert-never.ts';

/** The steps of closing a day on a device, in their order. */
export const CLOSE_STEPS = ['check', 'close', 'totals', 'match', 'report'] as const;
export type CloseStep = (typeof CLOSE_STEPS)[number];

/** How far a step is; `unsure`: it may have happened. */
export type StepPlace = 'done' | 'active' | 'stopped' | 'unsure' | 'waiting';

/** What a run is shown as: a closed one tells whether it was matched. */
export type ShownRunState = Exclude<LiveRun['state'], 'closed'> | 'closed' | 'matched' | 'differs';

/** What a run is shown as. */
export function shownRunState(run: { state: LiveRun['state']; isMatched: boolean | null }): ShownRunState {
  if (run.state !== 'closed' || run.isMatched === null) return run.state;
  return run.isMatched ? 'matched' : 'differs';
}

/** Whether a run still goes on by itself. */
export function isMoving(state: LiveRun['state']): boolean {
  return state === 'requested' || state === 'closing';
}

/** How far each step of a run is. Pure. */
export function closeSteps(shown: ShownRunState): Record<CloseStep, StepPlace> {
  switch (shown) {
    case 'requested':
      return steps('active', 'waiting', 'waiting', 'waiting', 'waiting');
    case 'closing':
      return steps('done', 'active', 'waiting', 'waiting', 'waiting');
    case 'awaiting_totals':
      return steps('done', 'done', 'active', 'waiting', 'waiting');
    case 'unknown':
      return steps('done', 'unsure', 'waiting', 'waiting', 'waiting');
    case 'blocked':
      return steps('stopped', 'waiting', 'waiting', 'waiting', 'waiting');
    case 'failed':
      return steps('done', 'stopped', 'waiting', 'waiting', 'waiting');
    case 'closed':
      // Known from the next batch number alone: nothing was received that could be matched.
      return steps('done', 'done', 'stopped', 'waiting', 'waiting');
    case 'matched':
      return steps('done', 'done', 'done', 'done', 'done');
    case 'differs':
      return steps('done', 'done', 'done', 'stopped', 'done');
    default:
      return assertNever(shown);
  }
}

function steps(
  check: StepPlace,
  close: StepPlace,
  totals: StepPlace,
  match: StepPlace,
  report: StepPlace,
): Record<CloseStep, StepPlace> {
  return { check, close, totals, match, report };
}
