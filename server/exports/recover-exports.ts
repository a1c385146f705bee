import { deleteChunks, expireReady, type FileExportRow, updateMaking } from '#db/queries/exports.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { failExport } from './make-export.ts';

/** So often a file is begun; what failed that often will fail again. */
export const MOST_ATTEMPTS = 3;

/** Begins a file anew whose worker died or failed, and gives one that lost its job another. */
export async function recoverExport(
  ctx: SystemContext,
  row: FileExportRow,
  isInHands: boolean,
  overdueMs: number,
): Promise<void> {
  const { merchantId, id } = row;
  if (row.state === 'making') {
    if (isInHands) return;
    if (row.attempt >= MOST_ATTEMPTS) return failExport(ctx, row, { failure: 'gave_up' });
    await ctx.inTransaction(async (tx) => {
      if (await updateMaking(tx, row, { state: 'waiting', workerKey: null }))
        await ctx.enqueue(tx, { queue: 'make-export', data: { merchantId, exportId: id } });
    });
    return;
  }
  if (row.createdAt.getTime() > ctx.clock.now().getTime() - overdueMs) return;
  const data = { merchantId, exportId: id };
  await ctx.inTransaction((tx) =>
    ctx.enqueue(tx, { queue: 'make-export', data, onceInSeconds: overdueMs / 1_000 }),
  );
}

/** Throws files away whose time is over. */
export async function expireExports(ctx: SystemContext): Promise<void> {
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  await ctx.inTransaction(async (tx) => {
    for (const id of await expireReady(tx, merchantId, at)) {
      await deleteChunks(tx, merchantId, id);
      await announce(tx, { merchantId, topic: 'export', id });
      await record(tx, merchantId, ctx.auditKey, {
        at,
        actor: ctx.actor,
        action: 'export.expired',
        objectId: id,
        result: 'done',
        data: {},
      });
    }
  });
}
