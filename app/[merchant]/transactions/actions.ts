'use server';

import { merchantAction } from '#server/auth/action.ts';
import { err, ok } from '#server/kernel/result.ts';
import { saleForm } from '#server/transactions/sale-form.ts';
import { saySaleFailure } from '#server/transactions/say-failure.ts';
import { startSale } from '#server/transactions/start-sale.ts';

/** Starts a sale; answers with the id under which its progress can be followed. */
export const startSaleAction = merchantAction({
  permission: 'sale:start',
  schema: saleForm,
  verb: async (ctx, wish) => {
    const started = await startSale(ctx, wish);
    return started.ok
      ? ok({ transactionId: started.value.transactionId })
      : err(saySaleFailure(started.error));
  },
});
