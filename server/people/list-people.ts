import { listWaiting } from '#db/queries/approvals.ts';
import { listBranches } from '#db/queries/branches.ts';
import { listOpenInvitations } from '#db/queries/invitations.ts';
import { listMembers } from '#db/queries/members.ts';
import { ROLES, type Role } from '#db/schema/memberships.ts';
import type { Context } from '#server/auth/context.ts';
import type { BranchId, InvitationId, UserId } from '#server/kernel/ids.ts';

/** What an administrator can make of somebody, the least first. */
export const GIVEN_ROLES: readonly Role[] = ROLES;

/** Somebody who works here, or was asked to. */
export type PersonView = {
  name: string;
  email: string;
  role: Role;
  /** Null: all branches. */
  branchIds: BranchId[] | null;
} & (
  | { state: 'active' | 'disabled'; userId: UserId; isMe: boolean; lastSignIn: Date | null }
  | { state: 'invited' | 'expired'; invitationId: InvitationId; expiresAt: Date }
  /** No letter was sent: another administrator may let it be, or has not and nobody is asked any more. */
  | { state: 'waiting' | 'unsent'; invitationId: InvitationId }
);

/** Everybody who works here by name, those who were shut out among them, and before them who was asked and has not come yet. */
export async function listPeople(ctx: Context<'users:see'>): Promise<PersonView[]> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    const invited = await listOpenInvitations(tx, merchantId);
    const members = await listMembers(tx, merchantId);
    const requests = await listWaiting(tx, merchantId, ['invitation']);
    return [
      ...invited.map(({ id, name, email, role, branchIds, expiresAt }): PersonView => {
        const person = { invitationId: id, name, email, role, branchIds };
        if (expiresAt) return { ...person, state: expiresAt > at ? 'invited' : 'expired', expiresAt };
        return {
          ...person,
          state: requests.some(({ subjectId }) => subjectId === id) ? 'waiting' : 'unsent',
        };
      }),
      ...members.map(({ userId, name, email, role, branchIds, disabledAt, lastSignIn }): PersonView => {
        const state = disabledAt ? 'disabled' : 'active';
        return { state, userId, isMe: userId === ctx.actor.id, name, email, role, branchIds, lastSignIn };
      }),
    ];
  });
}

/** A branch as somebody's work is limited to it. */
export type BranchChoice = { id: BranchId; name: string; isRetired: boolean };

/** The branches of the merchant by name, those that were given up among them. */
export async function listBranchChoices(ctx: Context<'users:see'>): Promise<BranchChoice[]> {
  const rows = await ctx.inTransaction((tx) => listBranches(tx, ctx.merchant.id));
  return rows.map(({ id, name, retiredAt }) => ({ id, name, isRetired: retiredAt !== null }));
}
