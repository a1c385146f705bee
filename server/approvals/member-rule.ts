import type { Role } from '#db/schema/memberships.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { MemberChange } from '#server/people/member-change.ts';

/** Roles that no administrator gives or takes alone. */
const HIGH: ReadonlySet<Role> = new Set(['manager', 'admin']);

/**
 * Whether a change of somebody's work here needs a second administrator: what makes or was a manager or an administrator, and
 * what administrators would change of themselves. To shut somebody out never waits. Pure.
 */
export function needsSecondAdmin(change: MemberChange, before: Role, by: UserId): boolean {
  if (change.kind !== 'role_change') return false;
  return change.userId === by || HIGH.has(change.role) || HIGH.has(before);
}
