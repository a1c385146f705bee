import type { Tx } from '#db/client.ts';
import { countAliveRuns } from '#db/queries/eod-runs.ts';
import { countOpenRows } from '#db/queries/transaction-list.ts';
import type { Context } from '#server/auth/context.ts';
import type { MerchantId } from '#server/kernel/ids.ts';

/** How much of the merchant's is open: operations and closes of a day, running or unknown (INV-16). */
export async function countOpen(
  tx: Tx,
  merchantId: MerchantId,
): Promise<{ running: number; unknown: number }> {
  const [rows, runs] = await Promise.all([countOpenRows(tx, merchantId), countAliveRuns(tx, merchantId)]);
  return { running: rows.running + runs.running, unknown: rows.unknown + runs.unknown };
}

/** How many operations and closes of the merchant have an open end; the number beside «Unresolved». */
export async function countUnresolved(ctx: Context<'transactions:see'>): Promise<number> {
  const { running, unknown } = await ctx.inTransaction((tx) => countOpen(tx, ctx.merchant.id));
  return running + unknown;
}
