import { findOpenPart, lockSplitSale } from '#db/queries/split-sales.ts';
import type { Context } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { SplitFailure } from './add-payment.ts';
import { applyToSplit } from './apply-to-split.ts';

/**
 * Opens a sale again whose giving up got stuck: a payment of yesterday cannot be voided any more, but the sale can still be
 * paid, completed and then refunded. Without it the device would be blocked for good.
 */
export async function takeUpAgain(
  ctx: Context<'sale:start'>,
  wish: { splitSaleId: SplitSaleId },
): Promise<Result<{ splitSaleId: SplitSaleId }, SplitFailure>> {
  const { splitSaleId } = wish;
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx): Promise<Result<{ splitSaleId: SplitSaleId }, SplitFailure>> => {
    const split = await lockSplitSale(tx, merchantId, splitSaleId);
    if (!split) return err({ kind: 'split_not_found' });
    if (split.state === 'open') return ok({ splitSaleId });
    if (split.state !== 'giving_up') return err({ kind: 'not_open', state: split.state });
    const isGoingOn = split.nextQueryAt !== null || (await findOpenPart(tx, merchantId, splitSaleId));
    if (isGoingOn) return err({ kind: 'part_running' });
    await applyToSplit(ctx, tx, splitSaleId, { kind: 'taken_up_again' });
    return ok({ splitSaleId });
  });
}
