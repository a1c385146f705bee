import { listViewRows } from '#db/queries/saved-views.ts';
import type { Context } from '#server/auth/context.ts';
import type { ViewId } from '#server/kernel/ids.ts';

/** A saved filter of the list of transactions, as the person at hand has it. */
export type SavedView = { id: ViewId; name: string; query: string; isShared: boolean };

/** The views of everybody at this merchant, then the person's own, each by name. */
export async function listViews(
  ctx: Context<'transactions:see' | 'transactions:export'>,
): Promise<SavedView[]> {
  const rows = await ctx.inTransaction((tx) => listViewRows(tx, ctx.merchant.id, ctx.actor.id));
  return rows.map(({ id, name, query, isShared }) => ({ id, name, query, isShared }));
}
