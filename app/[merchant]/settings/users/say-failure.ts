import type { AlreadyWaiting } from '#server/approvals/insert-request.ts';
import type { Refusal } from '#server/auth/action-state.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { InviteFailure } from '#server/people/invite.ts';
import type { MemberChangeFailure } from '#server/people/member-change.ts';

/** Why nobody was asked, and what to do about it. */
export function sayInviteFailure(failure: InviteFailure | AlreadyWaiting): Refusal {
  switch (failure.kind) {
    case 'already_waiting':
      return { formError: 'approvals.problem.alreadyWaiting' };
    case 'no_mail':
      return { formError: 'people.problems.noMail' };
    case 'is_member':
      return { fieldErrors: { email: 'people.problems.isMember' } };
    case 'is_invited':
      return { fieldErrors: { email: 'people.problems.isInvited' } };
    case 'admin_has_branches':
      return { fieldErrors: { branches: 'people.problems.adminHasBranches' } };
    case 'no_such_branch':
      return { fieldErrors: { branches: 'people.problems.noSuchBranch' } };
    default:
      return assertNever(failure);
  }
}

/** Why somebody was not changed, and what to do about it. */
export function sayMemberFailure(failure: MemberChangeFailure | AlreadyWaiting): Refusal {
  switch (failure.kind) {
    case 'already_waiting':
      return { formError: 'approvals.problem.alreadyWaiting' };
    case 'self':
      return { formError: 'people.problems.self' };
    case 'last_admin':
      return { formError: 'people.problems.lastAdmin' };
    case 'same':
      return { formError: 'people.problems.same' };
    case 'admin_has_branches':
      return { fieldErrors: { branches: 'people.problems.adminHasBranches' } };
    case 'no_such_branch':
      return { fieldErrors: { branches: 'people.problems.noSuchBranch' } };
    default:
      return assertNever(failure);
  }
}
