import { findDevice } from '#db/queries/devices.ts';
import { announce } from '#db/queries/live.ts';
import { appendEvent, lockTransaction, updateTransaction } from '#db/queries/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { isAskable } from './asking.ts';

/** Why the provider is not asked. */
export type AskFailure =
  | { kind: 'not_found' }
  | { kind: 'not_open' }
  /** Its provider answers no questions. */
  | { kind: 'cannot_be_asked' }
  | { kind: 'asked_just_now' };

/** A provider is not asked more often than this about one operation, however often the button is pressed. */
export const AT_MOST_EVERY_MS = 3_000;

/** Has the provider asked about an open operation at once instead of at the planned time. */
export async function askNow(
  ctx: Context<'transactions:ask'>,
  id: TransactionId,
): Promise<Result<{ transactionId: TransactionId }, AskFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await lockTransaction(tx, merchantId, id);
    if (!row) return err({ kind: 'not_found' });
    const target = await findDevice(tx, merchantId, row.deviceId);
    const can = target && capabilitiesOf(target.connection);
    const isOnPage = can?.page != null && row.kind === 'sale' && row.sessionId !== null;
    if (!isAskable(row, isOnPage)) return err({ kind: 'not_open' });
    if (!can?.canQuery) return err({ kind: 'cannot_be_asked' });
    const at = ctx.clock.now();
    if (row.nextQueryAt && Math.abs(row.nextQueryAt.getTime() - at.getTime()) < AT_MOST_EVERY_MS) {
      return err({ kind: 'asked_just_now' });
    }
    await updateTransaction(tx, merchantId, id, row.state, { nextQueryAt: at });
    await appendEvent(tx, merchantId, id, { at, data: { kind: 'asked_by_person' }, actorId: ctx.actor.id });
    await ctx.enqueue(tx, { queue: 'resolve-unknown', data: { merchantId, transactionId: id } });
    await announce(tx, { merchantId, topic: 'transaction', id });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: `${row.kind}.asked_by_person`,
      objectId: id,
      result: 'done',
      data: {},
    });
    return ok({ transactionId: id });
  });
}
