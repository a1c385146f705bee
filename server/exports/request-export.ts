import type { Tx } from '#db/client.ts';
import {
  countExportsSince,
  findExportOfIntent,
  insertExport,
  listGoingExports,
} from '#db/queries/exports.ts';
import { announce } from '#db/queries/live.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import type { ExportId, ExportScheduleId, UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { type ExportWish, wishForAudit } from './export-wish.ts';

/** Files of one merchant that may be in the making at once, and files of one person in an hour. */
export const MOST_GOING = 5;
export const MOST_IN_AN_HOUR = 20;

const HOUR_MS = 3_600_000;

/** Why a file is not begun. */
export type RequestFailure = 'too_many_going' | 'too_many' | 'other_wish';

/** Begins a file in the background, once for each key; the answer is where it is followed. */
export async function requestExport(
  ctx: Context<'transactions:export'>,
  wish: ExportWish,
  intentKey: string,
): Promise<Result<ExportId, RequestFailure>> {
  const { merchant, actor } = ctx;
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    const before = await findExportOfIntent(tx, merchant.id, intentKey);
    if (before) return before.createdBy === actor.id ? ok(before.id) : err('other_wish');
    const going = await listGoingExports(tx, merchant.id);
    if (going.length >= MOST_GOING) return err('too_many_going');
    const since = new Date(at.getTime() - HOUR_MS);
    if ((await countExportsSince(tx, merchant.id, actor.id, since)) >= MOST_IN_AN_HOUR)
      return err('too_many');
    const id = await beginExport(ctx, tx, wish, { intentKey, createdBy: actor.id, scheduleId: null });
    return id ? ok(id) : err('other_wish');
  });
}

/** Who a file is for, and what makes its wish one. */
type Beginning = { intentKey: string; createdBy: UserId; scheduleId: ExportScheduleId | null };

/** Stores a wish with its job and its audit entry, in the caller's transaction; null when its key has been used before. */
export async function beginExport(
  ctx: Context<'transactions:export'> | SystemContext,
  tx: Tx,
  wish: ExportWish,
  beginning: Beginning,
): Promise<ExportId | null> {
  const { merchant, actor } = ctx;
  const at = ctx.clock.now();
  const id = ctx.ids.next('export');
  const made = await insertExport(tx, {
    ...beginning,
    merchantId: merchant.id,
    id,
    createdAt: at,
    wish,
    state: 'waiting',
  });
  if (!made) return null;
  await ctx.enqueue(tx, { queue: 'make-export', data: { merchantId: merchant.id, exportId: id } });
  await announce(tx, { merchantId: merchant.id, topic: 'export', id });
  await record(tx, merchant.id, ctx.auditKey, {
    at,
    actor: { kind: actor.kind, id: actor.id },
    action: 'export.requested',
    objectId: id,
    result: 'done',
    data: { ...wishForAudit(wish), by: beginning.createdBy },
  });
  return id;
}
