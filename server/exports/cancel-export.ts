import { deleteChunks, updateGoing } from '#db/queries/exports.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import type { ExportId } from '#server/kernel/ids.ts';

/** Stops a file before it is ready and throws away what there is of it; false when it has ended already. */
export async function cancelExport(ctx: Context<'transactions:export'>, id: ExportId): Promise<boolean> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    // Its worker adds no piece to what is not its own any more.
    if (!(await updateGoing(tx, merchantId, id, { state: 'cancelled', endedAt: at }))) return false;
    await deleteChunks(tx, merchantId, id);
    await announce(tx, { merchantId, topic: 'export', id });
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'export.cancelled',
      objectId: id,
      result: 'done',
      data: {},
    });
    return true;
  });
}
