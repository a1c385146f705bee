import type { Role } from '#db/schema/memberships.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { MemberChange } from './member-change.ts';

/** Roles that no administrator gives or takes alone. */
export const HIGH_ROLES = ['manager', 'admin'] as const satisfies readonly Role[];

/** Whether it is a role that no administrator gives or takes alone. Pure. */
export function isHigh(role: Role): boolean {
  return HIGH_ROLES.some((high) => high === role);
}

/**
 * Whether a change of somebody's work here needs a second administrator: what makes or was a manager or an administrator, and
 * what administrators would change of themselves. To shut somebody out never waits, nor to let them in again as what two people
 * once made of them: one administrator who shuts all others out would stay alone with it. Pure.
 */
export function needsSecondAdmin(change: MemberChange, before: Role, by: UserId): boolean {
  if (change.kind !== 'role_change') return false;
  return change.userId === by || isHigh(change.role) || isHigh(before);
}
