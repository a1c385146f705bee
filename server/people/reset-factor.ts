import { changeScope } from '#db/client.ts';
import { deleteFactors } from '#db/queries/authenticators.ts';
import { lockMemberships } from '#db/queries/members.ts';
import { findUser, replacePassword } from '#db/queries/users.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { hashPassword } from '#server/auth/password.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { endSessionsIn } from './change-member.ts';
import { sendLetter } from './reset-password.ts';

/** Why no second factor was reset. */
export type ResetFactorFailure = { kind: 'no_mail' | 'disabled' | 'self' };

/** For so long the address in the letter opens. */
const HOURS = 24;

/**
 * Takes away every second factor of somebody who has lost theirs. Their password goes too, so that nobody sets up another one by
 * knowing it: they are sent a letter, choose a password by it, and set up a factor when they sign in. Throws NotFound for anybody
 * who does not work here.
 */
export async function resetFactor(
  ctx: Context<'users:manage'>,
  userId: UserId,
): Promise<Result<null, ResetFactorFailure>> {
  const merchantId = ctx.merchant.id;
  if (userId === ctx.actor.id) return err({ kind: 'self' });
  if (!ctx.mail) return err({ kind: 'no_mail' });
  // Nobody knows it, and it is kept nowhere. Hashing happens before the transaction.
  const unknown = await hashPassword(ctx.ids.secret());
  return ctx.inTransaction(async (tx) => {
    const [membership] = await lockMemberships(tx, merchantId, [userId]);
    const person = membership && (await findUser(tx, userId));
    if (!person) throw new NotFound();
    if (person.disabledAt || membership.disabledAt) return err({ kind: 'disabled' });
    // First, because it waits for a second factor that is being set up at this moment.
    const sessions = await endSessionsIn(tx, merchantId, userId);
    await changeScope(tx, { merchantId, userId });
    await deleteFactors(tx, userId);
    await replacePassword(tx, userId, unknown);
    await sendLetter(ctx, tx, person, HOURS);
    await record(tx, merchantId, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'user.factor_reset',
      objectId: userId,
      result: 'done',
      data: { sessions },
    });
    return ok(null);
  });
}
