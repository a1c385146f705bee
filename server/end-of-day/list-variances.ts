import { listVarianceRows, type VarianceListRow } from '#db/queries/variances.ts';
import type { Context } from '#server/auth/context.ts';

/** A variance as it is shown beside others. */
export type ShownVariance = VarianceListRow;

/** Variances as a list shows them; `isCut` when there are more. */
export type VarianceList = { at: Date; rows: ShownVariance[]; isCut: boolean };

const MOST_SHOWN = 200;

/** Variances that are open, oldest first; or those that are not any more, newest first. */
export async function listVariances(
  ctx: Context<'reports:see'>,
  which: 'open' | 'closed',
): Promise<VarianceList> {
  const states = which === 'open' ? (['open'] as const) : (['explained', 'accepted'] as const);
  const rows = await ctx.inTransaction((tx) =>
    listVarianceRows(tx, ctx.merchant.id, { states }, MOST_SHOWN + 1),
  );
  return { at: ctx.clock.now(), rows: rows.slice(0, MOST_SHOWN), isCut: rows.length > MOST_SHOWN };
}
