import { listVarianceRows, type VarianceListRow } from '#db/queries/variances.ts';
import type { Context } from '#server/auth/context.ts';

/** A variance as it is shown beside others. */
export type ShownVariance = VarianceListRow;

/** Variances as a list shows them; `isCut` when there are more. */
export type VarianceList = { at: Date; rows: ShownVariance[]; isCut: boolean };

const MOST_SHOWN = 200;

const STATES = {
  open: ['open'],
  closed: ['explained', 'accepted', 'withdrawn'],
  after_signing: ['after_signing'],
} as const;

/** Variances that are open, oldest first; those that are not any more, newest first; or those of days that are signed. */
export async function listVariances(
  ctx: Context<'reports:see'>,
  which: keyof typeof STATES,
): Promise<VarianceList> {
  const rows = await ctx.inTransaction((tx) =>
    listVarianceRows(tx, ctx.merchant.id, { states: STATES[which] }, MOST_SHOWN + 1),
  );
  return { at: ctx.clock.now(), rows: rows.slice(0, MOST_SHOWN), isCut: rows.length > MOST_SHOWN };
}
