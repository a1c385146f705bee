import type { ListFilter } from '#db/queries/transaction-conditions.ts';
import { countFilterRows } from '#db/queries/transaction-sums.ts';
import type { Context } from '#server/auth/context.ts';

/** More rows than this are made in the background: nobody should wait for them with a page open. */
export const LARGE_ROWS = 100_000;

/** Whether a filter holds so many rows that its file is made in the background; counts no further than it has to. */
export async function isLarge(ctx: Context<'transactions:export'>, filter: ListFilter): Promise<boolean> {
  const count = await ctx.inTransaction((tx) => countFilterRows(tx, ctx.merchant.id, filter, LARGE_ROWS + 1));
  return count > LARGE_ROWS;
}
