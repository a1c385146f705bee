import { z } from 'zod';
import { ROLES } from '#db/schema/memberships.ts';
import { type BranchId, isId, type UserId } from '#server/kernel/ids.ts';

const userId = z.custom<UserId>((text) => typeof text === 'string' && isId('user', text));
const branchId = z.custom<BranchId>((text) => typeof text === 'string' && isId('branch', text));

/** What an administrator changes of somebody's work here, as plain data: it can be kept, looked at by another, and applied later. */
export const memberChange = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('role_change'),
    userId,
    role: z.enum(ROLES),
    /** Null: all branches. */
    branchIds: z.array(branchId).min(1).max(200).nullable(),
  }),
  z.object({ kind: z.literal('disable'), userId }),
  z.object({ kind: z.literal('enable'), userId }),
]);
export type MemberChange = z.output<typeof memberChange>;

/** Why such a change is not made. `same`: it is so already. */
export type MemberChangeFailure =
  | { kind: 'self' }
  | { kind: 'last_admin' }
  | { kind: 'admin_has_branches' }
  | { kind: 'no_such_branch' }
  | { kind: 'same' };
