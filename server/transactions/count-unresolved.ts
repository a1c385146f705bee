import { countOpenRows } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';

/** How many operations of the merchant have an open end; the number beside «Unresolved». */
export async function countUnresolved(ctx: Context<'transactions:see'>): Promise<number> {
  const { running, unknown } = await ctx.inTransaction((tx) => countOpenRows(tx, ctx.merchant.id));
  return running + unknown;
}
