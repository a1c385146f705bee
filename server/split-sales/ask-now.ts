import { announce } from '#db/queries/live.ts';
import { lockSplitSale, updateSplitSale } from '#db/queries/split-sales.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { type AskFailure, AT_MOST_EVERY_MS } from '#server/transactions/ask-now.ts';

/** Has the provider asked at once whether a split sale was completed, also when it is not asked any more by itself. */
export async function askSplitNow(
  ctx: Context<'transactions:ask'>,
  { splitSaleId }: { splitSaleId: SplitSaleId },
): Promise<Result<{ splitSaleId: SplitSaleId }, AskFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await lockSplitSale(tx, merchantId, splitSaleId);
    if (!row) return err({ kind: 'not_found' });
    if (row.state !== 'completion_unknown') return err({ kind: 'not_open' });
    const at = ctx.clock.now();
    if (row.nextQueryAt && Math.abs(row.nextQueryAt.getTime() - at.getTime()) < AT_MOST_EVERY_MS) {
      return err({ kind: 'asked_just_now' });
    }
    await updateSplitSale(tx, merchantId, splitSaleId, row.state, { nextQueryAt: at });
    await ctx.enqueue(tx, { queue: 'split-sale', data: { merchantId, splitSaleId } });
    await announce(tx, { merchantId, topic: 'split-sale', id: splitSaleId });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'split-sale.asked_by_person',
      objectId: splitSaleId,
      result: 'done',
      data: {},
    });
    return ok({ splitSaleId });
  });
}
