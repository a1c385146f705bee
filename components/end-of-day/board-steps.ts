import type { BoardRow } from '#server/end-of-day/get-board.ts';
import { type CloseStep, closeSteps, type StepPlace, shownRunState } from './close-steps.ts';

type Standing = {
  situation: BoardRow['situation'];
  run: Pick<NonNullable<BoardRow['run']>, 'state' | 'isMatched'> | null;
};

const NOT_BEGUN: Record<CloseStep, StepPlace> = {
  check: 'waiting',
  close: 'waiting',
  totals: 'waiting',
  match: 'waiting',
  report: 'waiting',
};

/** How far each step of a device is: those of the close in hand; of the last one while there is nothing to close. Pure. */
export function boardSteps({ situation, run }: Standing): Record<CloseStep, StepPlace> {
  switch (situation.kind) {
    case 'run':
    case 'nothing':
      return run ? closeSteps(shownRunState(run)) : NOT_BEGUN;
    case 'open_operations':
      return { ...NOT_BEGUN, check: 'stopped' };
    case 'ready':
    case 'held':
    case 'bank_open':
      return NOT_BEGUN;
  }
}
