'use server';

import { toLive } from '#app/api/live/to-live.ts';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';
import { merchantAction } from '#server/auth/action.ts';
import type { Context } from '#server/auth/context.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { err, ok } from '#server/kernel/result.ts';
import { capturePreauthorization } from '#server/transactions/capture-preauthorization.ts';
import { captureForm, refundForm, voidForm } from '#server/transactions/refund-form.ts';
import { sayFollowUpFailure, sayRefundFailure } from '#server/transactions/say-failure.ts';
import { startRefund } from '#server/transactions/start-refund.ts';
import { voidSale } from '#server/transactions/void-sale.ts';
import { watchTransaction } from '#server/transactions/watch-transaction.ts';

/** Starts the void of a sale or capture, or the release of a hold; answers with how that stands. */
export const voidSaleAction = merchantAction({
  permission: 'void:start',
  schema: voidForm,
  verb: async (ctx, wish) => {
    const started = await voidSale(ctx, wish);
    return started.ok
      ? ok(await readLive(ctx, started.value.transactionId))
      : err(sayFollowUpFailure(started.error));
  },
});

/** Starts a refund of a sale; answers with how the refund stands. */
export const startRefundAction = merchantAction({
  permission: 'refund:start',
  schema: refundForm,
  verb: async (ctx, wish) => {
    const started = await startRefund(ctx, wish);
    return started.ok
      ? ok(await readLive(ctx, started.value.transactionId))
      : err(sayRefundFailure(started.error));
  },
});

/** Starts the capture of a hold; answers with how the capture stands. */
export const captureAction = merchantAction({
  permission: 'sale:start',
  schema: captureForm,
  verb: async (ctx, wish) => {
    const started = await capturePreauthorization(ctx, wish);
    return started.ok
      ? ok(await readLive(ctx, started.value.transactionId))
      : err(sayFollowUpFailure(started.error));
  },
});

async function readLive(
  ctx: Context<'void:start'> | Context<'refund:start'> | Context<'sale:start'>,
  id: TransactionId,
): Promise<LiveTransactionRead> {
  const transaction = toLive(ctx, await watchTransaction(ctx, id));
  return { at: ctx.clock.now().toISOString(), transaction };
}
