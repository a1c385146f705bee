import type { Refusal } from '#server/auth/action-state.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { AbortFailure } from './abort.ts';

/** Why nobody is asked to stop an operation, as a sentence. */
export function sayAbortFailure(failure: AbortFailure): Refusal {
  switch (failure.kind) {
    case 'not_found':
      return { formError: 'refusal.notFound' };
    case 'not_possible':
      return { formError: `stop.problem.${failure.obstacle}` };
    case 'asked_just_now':
      return { formError: 'stop.problem.justAsked' };
    default:
      return assertNever(failure);
  }
}
