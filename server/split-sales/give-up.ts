import type { Tx } from '#db/client.ts';
import { findOpenPart, listVoidsOfPayments, lockPayments, lockSplitSale } from '#db/queries/split-sales.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { SplitSaleId, UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { type FollowUpFailure, openFollowUpIn, Refused } from '#server/transactions/follow-up.ts';
import { voidPlan } from '#server/transactions/void-sale.ts';
import type { SplitFailure } from './add-payment.ts';
import { applyToSplit } from './apply-to-split.ts';

/** Why a split sale is not given up now; nothing was written and nothing will be sent. */
export type GiveUpFailure = SplitFailure | FollowUpFailure;

type GivenUp = Result<{ splitSaleId: SplitSaleId }, GiveUpFailure>;

/**
 * Gives a split sale up: what was taken is voided, one payment after the other, by a job that goes on with each when the
 * one before is back. With nothing taken it is over at once. Asked again it goes on where a void came to nothing.
 */
export async function giveUp(
  ctx: Context<'void:start'>,
  wish: { splitSaleId: SplitSaleId },
): Promise<GivenUp> {
  const { splitSaleId } = wish;
  const merchantId = ctx.merchant.id;
  return orRefused(() =>
    ctx.inTransaction(async (tx): Promise<GivenUp> => {
      const payments = await lockPayments(tx, merchantId, splitSaleId);
      const split = await lockSplitSale(tx, merchantId, splitSaleId);
      if (!split) return err({ kind: 'split_not_found' });
      if (split.state === 'given_up') return ok({ splitSaleId });
      if (split.state !== 'open' && split.state !== 'giving_up')
        return err({ kind: 'not_open', state: split.state });
      if (await findOpenPart(tx, merchantId, splitSaleId))
        return split.state === 'giving_up' ? ok({ splitSaleId }) : err({ kind: 'part_running' });
      return voidNext(ctx, tx, splitSaleId, payments);
    }),
  );
}

/** Voids the next payment of a sale that is being given up, for whoever gave it up; ends it when all are back. */
export async function goOnGivingUp(ctx: SystemContext, splitSaleId: SplitSaleId): Promise<void> {
  const merchantId = ctx.merchant.id;
  const gone = await orRefused(() =>
    ctx.inTransaction(async (tx): Promise<GivenUp> => {
      const payments = await lockPayments(tx, merchantId, splitSaleId);
      const split = await lockSplitSale(tx, merchantId, splitSaleId);
      const isDue = split?.state === 'giving_up' && split.nextQueryAt !== null;
      if (!isDue || (await findOpenPart(tx, merchantId, splitSaleId))) return ok({ splitSaleId });
      const [last] = await listVoidsOfPayments(tx, merchantId, splitSaleId);
      return voidNext(ctx, tx, splitSaleId, payments, last?.createdBy ?? split.createdBy);
    }),
  );
  if (gone.ok) return;
  const obstacle = gone.error.kind === 'not_possible' ? gone.error.obstacle : gone.error.kind;
  await ctx.inTransaction((tx) => applyToSplit(ctx, tx, splitSaleId, { kind: 'void_impossible', obstacle }));
}

/** The caller holds the locks of the payments and of the split sale, and has seen that nothing of it runs. */
async function voidNext(
  ctx: Context<'void:start'> | SystemContext,
  tx: Tx,
  splitSaleId: SplitSaleId,
  payments: readonly TransactionRow[],
  wishedBy?: UserId,
): Promise<GivenUp> {
  const voids = await listVoidsOfPayments(tx, ctx.merchant.id, splitSaleId);
  const triesOf = (payment: TransactionRow) => voids.filter((each) => each.originalId === payment.id).length;
  const taken = payments.filter((payment) => payment.state === 'approved' && payment.voidedAt === null);
  // One that could not be given back lets the others go first.
  const [next] = [...taken].sort((a, b) => triesOf(a) - triesOf(b) || (a.id < b.id ? -1 : 1));
  await applyToSplit(ctx, tx, splitSaleId, { kind: 'given_up', isNothingTaken: !next });
  if (!next) return ok({ splitSaleId });
  const wish = { intentKey: `give-up:${next.id}:${triesOf(next) + 1}`, reason: null, wishedBy };
  const opened = await openFollowUpIn(ctx, tx, next.id, voidPlan(ctx.merchant.id, wish));
  if (!opened.ok) throw new Refused(opened.error);
  return ok({ splitSaleId });
}

async function orRefused(work: () => Promise<GivenUp>): Promise<GivenUp> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return err(error.failure);
    throw error;
  }
}
