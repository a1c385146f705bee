import { deleteView } from '#db/queries/saved-views.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { ViewId } from '#server/kernel/ids.ts';

/** Removes a view of the person's own; throws NotFound for any other. */
export async function removeView(ctx: Context<'transactions:see'>, viewId: ViewId): Promise<void> {
  const owner = { userId: ctx.actor.id };
  const removed = await ctx.inTransaction((tx) => deleteView(tx, ctx.merchant.id, owner, viewId));
  if (!removed) throw new NotFound();
}

/** Removes a view of everybody's; throws NotFound for any other. */
export async function removeSharedView(ctx: Context<'views:share'>, viewId: ViewId): Promise<void> {
  const removed = await ctx.inTransaction(async (tx) => {
    const view = await deleteView(tx, ctx.merchant.id, 'everybody', viewId);
    if (!view) return null;
    await record(tx, ctx.merchant.id, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'view.removed',
      objectId: view.id,
      result: 'done',
      data: { name: view.name, query: view.query },
    });
    return view;
  });
  if (!removed) throw new NotFound();
}
