'use server';

import { toLive } from '#app/api/live/to-live.ts';
import type { LiveTransactionRead } from '#components/live/live-transaction.ts';
import { merchantAction } from '#server/auth/action.ts';
import { err, ok } from '#server/kernel/result.ts';
import { saleForm } from '#server/transactions/sale-form.ts';
import { saySaleFailure } from '#server/transactions/say-failure.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { watchTransaction } from '#server/transactions/watch-transaction.ts';

/** Starts a sale; answers with how it stands, from where its progress is followed. */
export const startSaleAction = merchantAction({
  permission: 'sale:start',
  schema: saleForm,
  verb: async (ctx, wish) => {
    const started = await startSale(ctx, wish);
    if (!started.ok) return err(saySaleFailure(started.error));
    const transaction = toLive(ctx, await watchTransaction(ctx, started.value.transactionId));
    return ok<LiveTransactionRead>({ at: ctx.clock.now().toISOString(), transaction });
  },
});
