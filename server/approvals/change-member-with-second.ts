import { lockMemberships } from '#db/queries/members.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { Result } from '#server/kernel/result.ts';
import { applyMemberChange } from '#server/people/change-member.ts';
import type { MemberChange, MemberChangeFailure } from '#server/people/member-change.ts';
import { doneOrAsked } from './ask-second.ts';
import type { FrozenMember } from './frozen-request.ts';
import type { AlreadyWaiting } from './insert-request.ts';

/**
 * Changes somebody's work here, or, where that needs a second administrator, asks for it: the change is frozen and takes effect when
 * another one lets it. Throws NotFound for somebody who does not work here.
 */
export async function changeMemberWithSecond(
  ctx: Context<'users:manage'>,
  change: MemberChange,
): Promise<Result<{ waits: boolean }, MemberChangeFailure | AlreadyWaiting>> {
  return ctx.inTransaction(async (tx) => {
    const changed = await applyMemberChange(ctx, tx, change, null);
    return doneOrAsked(ctx, tx, changed, async () => {
      const [target] = await lockMemberships(tx, ctx.merchant.id, [change.userId]);
      if (!target) throw new NotFound();
      const { role, branchIds } = target;
      const request: FrozenMember = { version: 1, change, before: { role, branchIds } };
      return { kind: 'member', subjectId: change.userId, request };
    });
  });
}
