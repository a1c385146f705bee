import { lockMemberships } from '#db/queries/members.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { endSessionsIn } from './change-member.ts';

/** Ends all sessions of somebody who works here, at once; how many there were. Throws NotFound for anybody else. */
export async function endSessionsOf(ctx: Context<'users:manage'>, userId: UserId): Promise<number> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    if ((await lockMemberships(tx, merchantId, [userId])).length === 0) throw new NotFound();
    const ended = await endSessionsIn(tx, merchantId, userId);
    await record(tx, merchantId, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'user.sessions_ended',
      objectId: userId,
      result: 'done',
      data: { sessions: ended },
    });
    return ended;
  });
}
