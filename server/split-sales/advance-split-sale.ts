import { findSplitSale } from '#db/queries/split-sales.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import { goOnGivingUp } from './give-up.ts';
import { askCompletion, sendCompletion, sendStart } from './send-steps.ts';

/** Does the step of a split sale that is due now; a job that comes again, or too early, finds nothing to do. */
export async function advanceSplitSale(
  ctx: SystemContext,
  workerKey: number,
  id: SplitSaleId,
): Promise<void> {
  const row = await ctx.inTransaction((tx) => findSplitSale(tx, ctx.merchant.id, id));
  switch (row?.state) {
    case 'requested':
      return sendStart(ctx, workerKey, id);
    case 'completion_requested':
      return sendCompletion(ctx, workerKey, id);
    case 'completion_unknown':
      return askCompletion(ctx, id);
    case 'giving_up':
      return goOnGivingUp(ctx, id);
    default:
  }
}
