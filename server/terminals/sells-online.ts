import { hasHostedConnection } from '#db/queries/connections.ts';
import type { Context } from '#server/auth/context.ts';

/** Whether a merchant can ask for payments by links: one of its accounts has payers who pay on its pages. */
export async function sellsOnline(ctx: Context): Promise<boolean> {
  return ctx.inTransaction((tx) => hasHostedConnection(tx, ctx.merchant.id));
}
