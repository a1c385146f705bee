import type { Refusal } from '#server/auth/action-state.ts';
import type { AskFailure } from './ask-now.ts';

/** Why the provider is not asked now, as a sentence. */
export function sayAskFailure(failure: AskFailure): Refusal {
  switch (failure.kind) {
    case 'not_found':
      return { formError: 'refusal.notFound' };
    case 'not_open':
      return { formError: 'transactions.actions.askProblems.notOpen' };
    case 'cannot_be_asked':
      return { formError: 'transactions.actions.askProblems.cannotBeAsked' };
    case 'asked_just_now':
      return { formError: 'transactions.actions.askProblems.justAsked' };
  }
}
