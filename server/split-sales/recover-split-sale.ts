import { lockSplitSale, type SplitSaleRow, updateSplitSale } from '#db/queries/split-sales.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { applyToSplit } from './apply-to-split.ts';

/**
 * Puts right what a stopped process left of a split sale: a start that was never sent fails, one on the wire is over, a
 * completion on the wire is asked about, and a step that lost its job gets another one (K2–K5).
 */
export async function recoverSplitSale(
  ctx: SystemContext,
  row: SplitSaleRow,
  isInHands: boolean,
): Promise<void> {
  const { merchantId, id } = row;
  await ctx.inTransaction(async (tx) => {
    switch (row.state) {
      case 'requested':
        await applyToSplit(ctx, tx, id, { kind: 'expired_unsent' });
        return;
      case 'starting':
      case 'completing':
        if (!isInHands) await applyToSplit(ctx, tx, id, { kind: 'worker_lost' });
        return;
      default: {
        const current = await lockSplitSale(tx, merchantId, id);
        if (current?.state !== row.state || current.nextQueryAt?.getTime() !== row.nextQueryAt?.getTime())
          return;
        await updateSplitSale(tx, merchantId, id, row.state, { nextQueryAt: ctx.clock.now() });
        await ctx.enqueue(tx, { queue: 'split-sale', data: { merchantId, splitSaleId: id } });
      }
    }
  });
}
