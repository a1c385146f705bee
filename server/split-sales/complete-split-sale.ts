import { findOpenPart, lockSplitSale } from '#db/queries/split-sales.ts';
import type { Context } from '#server/auth/context.ts';
import type { SplitSaleId } from '#server/kernel/ids.ts';
import type { Money } from '#server/kernel/money.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { SplitFailure } from './add-payment.ts';
import { applyToSplit } from './apply-to-split.ts';
import { remainingMinor } from './split-sale.ts';

/** Why a split sale is not completed now; nothing will be sent. */
export type CompleteFailure =
  | SplitFailure
  | { kind: 'not_paid'; remaining: Money }
  /** More was taken than the sale is: a person has to clear that up first. */
  | { kind: 'paid_too_much' };

/** Has the device complete a sale that is paid to the last minor unit (INV-18); asked again, it returns what is under way. */
export async function completeSplitSale(
  ctx: Context<'sale:start'>,
  wish: { splitSaleId: SplitSaleId },
): Promise<Result<{ splitSaleId: SplitSaleId }, CompleteFailure>> {
  const { splitSaleId } = wish;
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx): Promise<Result<{ splitSaleId: SplitSaleId }, CompleteFailure>> => {
    const split = await lockSplitSale(tx, merchantId, splitSaleId);
    if (!split) return err({ kind: 'split_not_found' });
    switch (split.state) {
      case 'completion_requested':
      case 'completing':
      case 'completion_unknown':
      case 'completed':
        return ok({ splitSaleId });
      case 'open':
        break;
      default:
        return err({ kind: 'not_open', state: split.state });
    }
    if (await findOpenPart(tx, merchantId, splitSaleId)) return err({ kind: 'part_running' });
    const remaining = { minor: remainingMinor(split), currency: split.currency };
    if (remaining.minor > 0) return err({ kind: 'not_paid', remaining });
    const state = await applyToSplit(ctx, tx, splitSaleId, { kind: 'completion_wished' });
    return state === null ? err({ kind: 'paid_too_much' }) : ok({ splitSaleId });
  });
}
