import type { Refusal } from '#server/auth/action-state.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { ResolutionFailure } from './subject.ts';

/** Why nobody's word is taken now, as sentences beside the fields they belong to. */
export function sayResolutionFailure(failure: ResolutionFailure): Refusal {
  switch (failure.kind) {
    case 'not_found':
      return { formError: 'refusal.notFound' };
    case 'not_in_doubt':
      return { formError: 'resolution.problem.notInDoubt' };
    case 'verdict_not_offered':
      return { fieldErrors: { verdict: 'resolution.problem.notOffered' } };
    case 'too_early':
      return { fieldErrors: { verdict: 'resolution.problem.tooEarly' } };
    case 'reported_charged':
      return { fieldErrors: { verdict: 'resolution.problem.reportedCharged' } };
    case 'proof_missing':
      return { fieldErrors: { authCode: 'resolution.problem.proofMissing' } };
    case 'amount_missing':
      return { fieldErrors: { amount: 'resolution.problem.amountMissing' } };
    case 'amount_differs':
      return { fieldErrors: { amount: 'resolution.problem.amountDiffers' } };
    case 'payment_taken':
      return { fieldErrors: { providerReference: 'resolution.problem.paymentTaken' } };
    case 'already_proposed':
      return { formError: 'resolution.problem.alreadyProposed' };
    case 'not_waiting':
      return { formError: 'resolution.problem.notWaiting' };
    case 'own_proposal':
      return { formError: 'resolution.problem.ownProposal' };
    case 'not_own_proposal':
      return { formError: 'resolution.problem.notOwnProposal' };
    case 'right_lost':
      return { formError: 'resolution.problem.rightLost' };
    default:
      return assertNever(failure);
  }
}
