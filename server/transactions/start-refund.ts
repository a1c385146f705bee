import { findTransactionByIntent, type TransactionRow } from '#db/queries/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { lockAlone } from '#server/limits/read-limit.ts';
import { type FollowUpFailure, openFollowUp } from './follow-up.ts';
import { refundLines } from './lines.ts';
import type { Opened } from './open-operation.ts';
import { planRefund, type RefundSize, type RefundWish, type StartRefundFailure } from './refund-plan.ts';

/**
 * Starts a refund of a sale, whole or in part, never past what is left of it (INV-2), nor past what its maker may give back
 * alone: that is judged in the commit that opens it, with the sale locked (INV-17).
 */
export async function startRefund(
  ctx: Context<'refund:start'>,
  wish: RefundWish,
): Promise<Result<Opened, StartRefundFailure>> {
  const repeat = await findRepeatOf(ctx, wish);
  if (repeat) return repeat;
  const planned = await planRefund(ctx, wish);
  if (!planned.ok) return planned;
  const { amountMinor, plan } = planned.value;
  return openFollowUp(ctx, wish.saleId, {
    ...plan,
    refusal: async (sale, tx, at) => {
      const refusal = await plan.refusal(sale, tx, at);
      if (refusal) return refusal;
      const asked = { merchantId: ctx.merchant.id, person: ctx.actor, sale: sale.row, at };
      const aloneMinor = await lockAlone(tx, asked);
      const isAlone = aloneMinor === null || amountMinor <= aloneMinor;
      return isAlone ? null : { kind: 'second_person_needed', aloneMinor };
    },
  });
}

/**
 * The refund already made with this form key. By lines or items it is looked for before it is asked what is left: what the
 * first click took is not left any more, and the second one must find it all the same (INV-5).
 */
async function findRepeatOf(
  ctx: Context<'refund:start'>,
  { intentKey, saleId, size, reason }: RefundWish,
): Promise<Result<Opened, FollowUpFailure> | null> {
  if (size.by === 'amount' && !size.itemId) return null;
  const merchantId = ctx.merchant.id;
  const made = await ctx.inTransaction((tx) => findTransactionByIntent(tx, merchantId, intentKey));
  if (!made) return null;
  const isSame = made.originalId === saleId && made.reason === reason && isOfSize(made, size);
  return isSame ? ok({ transactionId: made.id, isRepeat: true }) : err({ kind: 'intent_reused' });
}

function isOfSize(made: TransactionRow, size: RefundSize): boolean {
  if (size.by === 'amount') return made.amountMinor === size.amountMinor && made.itemId === size.itemId;
  const lines = made.kind === 'refund' ? refundLines.parse(made.lines) : [];
  return (
    lines.length === size.lines.length &&
    size.lines.every(({ providerLineId, quantity }) =>
      lines.some((line) => line.providerLineId === providerLineId && line.quantity === quantity),
    )
  );
}
