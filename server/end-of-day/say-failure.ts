import type { Refusal } from '#server/auth/action-state.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { ResolveCloseFailure } from './resolve-close.ts';

/** Why a person's word about a close is not taken, as sentences beside the fields they belong to. */
export function sayResolveCloseFailure(failure: ResolveCloseFailure): Refusal {
  switch (failure.kind) {
    case 'not_found':
      return { formError: 'refusal.notFound' };
    case 'not_unknown':
      return { formError: 'endOfDay.byHand.problem.not_unknown' };
    case 'number_missing':
      return { fieldErrors: { batchNumber: 'endOfDay.byHand.problem.number_missing' } };
    case 'number_differs':
      return {
        fieldErrors: {
          batchNumber: {
            key: 'endOfDay.byHand.problem.number_differs',
            params: { number: failure.number },
          },
        },
      };
    case 'too_early':
      return { fieldErrors: { verdict: 'endOfDay.byHand.problem.too_early' } };
    default:
      return assertNever(failure);
  }
}
