import { findDevice } from '#db/queries/devices.ts';
import { lockTransaction } from '#db/queries/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { type AbortObstacle, abortObstacle, mayAbortAgain, wishOf } from './abort-rule.ts';
import { noteAbort } from './note-abort.ts';

/** Why nobody is asked to stop an operation; nothing was written. */
export type AbortFailure =
  | { kind: 'not_found' }
  | { kind: 'not_possible'; obstacle: AbortObstacle }
  /** The provider is being asked, or was a moment ago. */
  | { kind: 'asked_just_now' };

/**
 * Has the provider asked to stop a sale or refund that is on its device. Not a void: nothing is taken back that is known to
 * be paid, and whether it was stopped its own result will say; one that was approved all the same stays approved (F17).
 */
export async function abortSale(
  ctx: Context<'sale:abort'>,
  id: TransactionId,
): Promise<Result<{ transactionId: TransactionId }, AbortFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await lockTransaction(tx, merchantId, id);
    const target = row && (await findDevice(tx, merchantId, row.deviceId));
    if (!row || !target) return err({ kind: 'not_found' });
    const { aborts } = capabilitiesOf(target.connection);
    const obstacle = abortObstacle({ ...row, hasHandle: row.sessionHandle !== null, aborts });
    if (obstacle) return err({ kind: 'not_possible', obstacle });
    if (!mayAbortAgain(wishOf(row), ctx.clock.now())) return err({ kind: 'asked_just_now' });
    await noteAbort(ctx, tx, row, { state: 'requested' });
    await ctx.enqueue(tx, { queue: 'abort-operation', data: { merchantId, transactionId: id } });
    return ok({ transactionId: id });
  });
}
