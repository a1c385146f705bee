import { deleteSchedule, insertSchedule, listScheduleRows } from '#db/queries/export-schedules.ts';
import type { Cadence } from '#db/schema/export-schedules.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { ExportScheduleId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { nextDue } from './schedule-days.ts';
import type { ScheduleWish } from './schedule-wish.ts';

/** More than this nobody reads. */
export const MOST_SCHEDULES = 20;

/** A schedule as somebody wishes for it. */
export type NewSchedule = { name: string; cadence: Cadence; hour: number; wish: ScheduleWish };

/** Has a file made again and again; its maker is told by mail of each. */
export async function scheduleExport(
  ctx: Context<'transactions:export'>,
  { name, cadence, hour, wish }: NewSchedule,
): Promise<Result<ExportScheduleId, 'too_many'>> {
  const { merchant, actor } = ctx;
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    if ((await listScheduleRows(tx, merchant.id)).length >= MOST_SCHEDULES) return err('too_many');
    const id = ctx.ids.next('exportSchedule');
    const nextAt = nextDue(at, { cadence, hour }, merchant.calendar);
    await insertSchedule(tx, {
      merchantId: merchant.id,
      id,
      createdBy: actor.id,
      createdAt: at,
      name,
      wish,
      cadence,
      hour,
      nextAt,
    });
    await record(tx, merchant.id, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: actor.id },
      action: 'export.scheduled',
      objectId: id,
      result: 'done',
      data: { what: wish.what, cadence, hour, name },
    });
    return ok(id);
  });
}

/** A schedule as its page shows it. */
export type ScheduleView = {
  id: ExportScheduleId;
  name: string;
  maker: string | null;
  cadence: Cadence;
  hour: number;
  /** Null: it was stopped, because its maker may not export any more. */
  nextAt: Date | null;
};

/** The schedules of the merchant, by name. */
export async function listSchedules(ctx: Context<'transactions:export'>): Promise<ScheduleView[]> {
  const rows = await ctx.inTransaction((tx) => listScheduleRows(tx, ctx.merchant.id));
  return rows.map(({ row: { id, name, cadence, hour, nextAt }, maker }) => ({
    id,
    name,
    cadence,
    hour,
    nextAt,
    maker,
  }));
}

/** Ends a schedule; its files stay as long as they would have. Throws NotFound for one that is not there. */
export async function removeSchedule(
  ctx: Context<'transactions:export'>,
  id: ExportScheduleId,
): Promise<void> {
  const { merchant, actor } = ctx;
  const name = await ctx.inTransaction(async (tx) => {
    const removed = await deleteSchedule(tx, merchant.id, id);
    if (removed === null) return null;
    await record(tx, merchant.id, ctx.auditKey, {
      at: ctx.clock.now(),
      actor: { kind: 'user', id: actor.id },
      action: 'export.unscheduled',
      objectId: id,
      result: 'done',
      data: { name: removed },
    });
    return removed;
  });
  if (name === null) throw new NotFound();
}
