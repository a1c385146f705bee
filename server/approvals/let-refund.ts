import type { Tx } from '#db/client.ts';
import { type ApprovalRow, lockApproval } from '#db/queries/approvals.ts';
import { lockTransaction } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { TransactionId, UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { openFollowUpIn, Refused } from '#server/transactions/follow-up.ts';
import { openAnew } from '#server/transactions/open-operation.ts';
import { planRefund, type RefundWish, type StartRefundFailure } from '#server/transactions/refund-plan.ts';
import { type ApprovalFailure, type Obstacle, obstacleOf } from './approval-failure.ts';
import { endRequest } from './end-request.ts';
import { type FrozenRefund, frozenRefund } from './frozen-request.ts';

/** Who lets it happen: another person, or nobody, where its time has come by itself. */
export type LetHappen = {
  by: UserId | null;
  sentence: string | null;
  deviceIsIdle: boolean;
  /** Why it may not happen now, by the locked request. */
  flawOf(tx: Tx, row: ApprovalRow): Promise<ApprovalFailure | null>;
};

/** What ended it, thrown inside the transaction so that nothing of the try stays. */
type Missed = { missed: StartRefundFailure } | { missed: { kind: 'changed'; obstacle: Obstacle } };

/**
 * Has a frozen refund happen, once: the operation is opened and the request used in one commit, with the sale locked before the
 * request, as everywhere. What does not fit the sale any more ends the request with the reason, and nothing is sent (INV-17).
 */
export async function letRefundHappen(
  ctx: Context<'approvals:decide'> | SystemContext,
  row: ApprovalRow,
  answer: LetHappen,
): Promise<Result<{ transactionId: TransactionId }, ApprovalFailure>> {
  const frozen = frozenRefund.parse(row.request);
  const planned = await planRefund(ctx, toWish(row, frozen, answer));
  const missed: Missed | null = planned.ok ? changeOf(frozen, planned.value) : { missed: planned.error };
  if (missed || !planned.ok) return missed ? settle(ctx, row, answer, missed) : err({ kind: 'not_found' });
  const plan = { ...planned.value.plan, wishedBy: row.madeBy };
  const attempt = () =>
    ctx.inTransaction(
      async (tx): Promise<Result<{ transactionId: TransactionId }, ApprovalFailure | Missed>> => {
        const sale = await lockTransaction(tx, row.merchantId, frozen.saleId);
        const current = await lockApproval(tx, row.merchantId, row.id);
        const flaw = current ? await answer.flawOf(tx, current) : { kind: 'not_found' as const };
        if (!current || flaw) return err(flaw ?? { kind: 'not_found' });
        if (sale?.currency !== frozen.currency || sale.deviceId !== frozen.deviceId)
          return err({ missed: { kind: 'changed', obstacle: 'sale_changed' } });
        const opened = await openFollowUpIn(ctx, tx, frozen.saleId, plan);
        if (!opened.ok) return err({ missed: opened.error });
        const { transactionId } = opened.value;
        await endRequest(ctx, tx, current, {
          state: 'used',
          endedAt: ctx.clock.now(),
          decidedBy: answer.by,
          answer: answer.sentence,
          transactionId,
        });
        return ok({ transactionId });
      },
    );
  const tried = await openAnew(attempt).catch((error: unknown) => {
    if (error instanceof Refused) return err({ missed: error.failure });
    throw error;
  });
  if (tried.ok) return tried;
  return 'missed' in tried.error ? settle(ctx, row, answer, tried.error) : err(tried.error);
}

/** The wish as it was frozen, under the request's own key: it can become one operation at most. */
function toWish(row: ApprovalRow, frozen: FrozenRefund, { deviceIsIdle }: LetHappen): RefundWish {
  const { saleId, size, options } = frozen;
  return { intentKey: row.id, saleId, size, reason: row.reason, options, deviceIsIdle };
}

/** Of lines the provider says anew what they are worth. */
function changeOf(frozen: FrozenRefund, planned: { amountMinor: number }): Missed | null {
  const isSame = planned.amountMinor === frozen.amountMinor;
  return isSame ? null : { missed: { kind: 'changed', obstacle: 'lines_changed' } };
}

/** Ends the request when it can never happen any more, and leaves it waiting when it cannot happen at this moment. */
async function settle(
  ctx: Context<'approvals:decide'> | SystemContext,
  row: ApprovalRow,
  answer: LetHappen,
  { missed }: Missed,
): Promise<Result<never, ApprovalFailure>> {
  const obstacle = missed.kind === 'changed' ? missed.obstacle : obstacleOf(missed);
  return ctx.inTransaction(async (tx) => {
    await lockTransaction(tx, row.merchantId, frozenRefund.parse(row.request).saleId);
    const current = await lockApproval(tx, row.merchantId, row.id);
    const flaw = current ? await answer.flawOf(tx, current) : { kind: 'not_found' as const };
    if (!current || flaw) return err(flaw ?? { kind: 'not_found' });
    if (obstacle === null)
      return missed.kind === 'changed'
        ? err({ kind: 'not_found' })
        : err({ kind: 'not_now', failure: missed });
    await endRequest(ctx, tx, current, { state: 'overtaken', endedAt: ctx.clock.now(), obstacle });
    return err({ kind: 'overtaken', obstacle });
  });
}
