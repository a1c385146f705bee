'use server';

import { getLocale } from 'next-intl/server';
import { toLiveSplit } from '#app/api/live/to-live-split.ts';
import type { LiveSplitSaleRead } from '#components/live/live-split-sale.ts';
import { formatAmount } from '#components/money/format-amount.ts';
import { merchantAction } from '#server/auth/action.ts';
import type { Context } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { err, ok } from '#server/kernel/result.ts';
import { addPayment } from '#server/split-sales/add-payment.ts';
import { askSplitNow } from '#server/split-sales/ask-now.ts';
import { completeSplitSale } from '#server/split-sales/complete-split-sale.ts';
import { watchSplitSale } from '#server/split-sales/get-split-sale.ts';
import { giveUp } from '#server/split-sales/give-up.ts';
import {
  sayCompleteFailure,
  sayGiveUpFailure,
  sayPaymentFailure,
  saySplitFailure,
  sayStartFailure,
} from '#server/split-sales/say-failure.ts';
import { paymentForm, splitSaleForm } from '#server/split-sales/split-forms.ts';
import { startSplitSale } from '#server/split-sales/start-split-sale.ts';
import { takeUpAgain } from '#server/split-sales/take-up-again.ts';
import { saleForm } from '#server/transactions/sale-form.ts';
import { sayAskFailure } from '#server/transactions/say-ask-failure.ts';

/** Starts a sale that several payments will pay; answers with how it stands. */
export const startSplitSaleAction = merchantAction({
  permission: 'sale:start',
  schema: saleForm,
  verb: async (ctx, wish) => {
    const started = await startSplitSale(ctx, wish);
    return started.ok ? ok(await read(ctx, started.value.splitSaleId)) : err(sayStartFailure(started.error));
  },
});

/** Starts the next payment of a split sale. */
export const addPaymentAction = merchantAction({
  permission: 'sale:start',
  schema: paymentForm,
  verb: async (ctx, wish) => {
    const added = await addPayment(ctx, wish);
    return added.ok
      ? ok(await read(ctx, wish.splitSaleId))
      : err(sayPaymentFailure(added.error, await amountWriter()));
  },
});

/** Has the terminal complete a split sale that is paid. */
export const completeSplitSaleAction = merchantAction({
  permission: 'sale:start',
  schema: splitSaleForm,
  verb: async (ctx, wish) => {
    const completed = await completeSplitSale(ctx, wish);
    return completed.ok
      ? ok(await read(ctx, wish.splitSaleId))
      : err(sayCompleteFailure(completed.error, await amountWriter()));
  },
});

/** Gives a split sale up: what was taken is voided. */
export const giveUpSplitSaleAction = merchantAction({
  permission: 'void:start',
  schema: splitSaleForm,
  verb: async (ctx, wish) => {
    const given = await giveUp(ctx, wish);
    return given.ok ? ok(await read(ctx, wish.splitSaleId)) : err(sayGiveUpFailure(given.error));
  },
});

/** Opens a split sale again whose giving up got stuck. */
export const takeUpAgainAction = merchantAction({
  permission: 'sale:start',
  schema: splitSaleForm,
  verb: async (ctx, wish) => {
    const taken = await takeUpAgain(ctx, wish);
    return taken.ok ? ok(await read(ctx, wish.splitSaleId)) : err(saySplitFailure(taken.error));
  },
});

/** Has the provider asked at once whether a split sale was completed. */
export const askSplitNowAction = merchantAction({
  permission: 'transactions:ask',
  schema: splitSaleForm,
  verb: async (ctx, wish) => {
    const asked = await askSplitNow(ctx, wish);
    return asked.ok ? ok(await read(ctx, wish.splitSaleId)) : err(sayAskFailure(asked.error));
  },
});

async function read(
  ctx: Context<'sale:start'> | Context<'void:start'> | Context<'transactions:ask'>,
  id: SplitSaleId,
): Promise<LiveSplitSaleRead> {
  return toLiveSplit(ctx, await watchSplitSale(ctx, id));
}

async function amountWriter(): Promise<(money: Money) => string> {
  const locale = await getLocale();
  return (money) => formatAmount(money, locale);
}
