import type { Refusal } from '#server/auth/action-state.ts';
import type { SignOffFailure } from '#server/end-of-day/sign-off-rule.ts';
import type { Sentence } from '#server/i18n/message-key.ts';

/** Why a report is not signed, in words; `at`: from when on its day can be locked. */
export function saySignOffFailure(failure: SignOffFailure, at: string): Refusal {
  return { formError: signOffSentence(failure, at) };
}

/** The same as a sentence. */
export function signOffSentence(failure: SignOffFailure, at: string): Sentence {
  switch (failure.kind) {
    case 'variances_open':
      return { key: 'match.problem.variances_open', params: { count: failure.count } };
    case 'day_goes_on':
      return { key: 'match.problem.day_goes_on', params: { at } };
    case 'day_signed':
    case 'already_reviewed':
    case 'not_reviewed':
    case 'own_review':
    case 'right_lost':
    case 'close_goes_on':
      return `match.problem.${failure.kind}`;
  }
}
