import { type ApprovalRow, findApprovalByIntent } from '#db/queries/approvals.ts';
import { lockRefundsOf } from '#db/queries/limits.ts';
import type { Context } from '#server/auth/context.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { lockSale } from '#server/transactions/follow-up.ts';
import { planRefund, type RefundWish, type StartRefundFailure } from '#server/transactions/refund-plan.ts';
import { type FrozenRefund, frozenRefund } from './frozen-request.ts';
import { type AlreadyWaiting, insertRequest, type Requested } from './insert-request.ts';

/** Why a refund was not asked for; nothing was written. */
export type RequestRefundFailure = StartRefundFailure | AlreadyWaiting;

/**
 * Asks for a refund that another person has to let happen: more than its maker may give back alone, or by somebody who may give
 * back nothing. Nothing is sent and nothing is reserved: what is left of the sale is judged when it is let happen (INV-2). One
 * request waits for a sale at a time.
 */
export async function requestRefund(
  ctx: Context<'refund:request'>,
  wish: RefundWish,
): Promise<Result<Requested, RequestRefundFailure>> {
  const merchantId = ctx.merchant.id;
  const made = await ctx.inTransaction((tx) => findApprovalByIntent(tx, merchantId, wish.intentKey));
  if (made)
    return isSame(made, wish) ? ok({ approvalId: made.id, isRepeat: true }) : err({ kind: 'intent_reused' });
  const planned = await planRefund(ctx, wish);
  if (!planned.ok) return planned;
  const { amountMinor, lines, plan } = planned.value;
  return ctx.inTransaction(async (tx) => {
    const locked = await lockSale(ctx, tx, wish.saleId);
    if (!locked) return err({ kind: 'sale_not_found' });
    const { sale, at } = locked;
    // Of two clicks at once the second one finds what the first one made.
    const again = await findApprovalByIntent(tx, merchantId, wish.intentKey);
    if (again)
      return isSame(again, wish)
        ? ok({ approvalId: again.id, isRepeat: true })
        : err({ kind: 'intent_reused' });
    const refusal = await plan.refusal(sale, tx, at);
    if (refusal) return err(refusal);
    await lockRefundsOf(tx, merchantId, ctx.actor.id);
    const { currency, deviceId, branchId } = sale.row;
    const request: FrozenRefund = {
      version: 1,
      saleId: wish.saleId,
      deviceId,
      amountMinor,
      currency,
      size: sizeOf(wish),
      lines: lines.map(({ name, quantity, refundMinor }) => ({ name, quantity, refundMinor })),
      options: wish.options ?? null,
    };
    return insertRequest(ctx, tx, {
      kind: 'refund',
      subjectId: wish.saleId,
      intentKey: wish.intentKey,
      request,
      amount: { amountMinor, currency },
      reason: wish.reason,
      branchId,
    });
  });
}

function sizeOf({ size }: RefundWish): FrozenRefund['size'] {
  return size.by === 'lines' ? { by: 'lines', lines: [...size.lines] } : size;
}

function isSame(made: ApprovalRow, wish: RefundWish): boolean {
  if (made.kind !== 'refund' || made.subjectId !== wish.saleId || made.reason !== wish.reason) return false;
  return (
    JSON.stringify(frozenRefund.shape.size.parse(sizeOf(wish))) ===
    JSON.stringify(frozenRefund.parse(made.request).size)
  );
}
