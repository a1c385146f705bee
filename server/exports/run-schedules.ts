import { listDueSchedules, moveSchedule, type ScheduleRow } from '#db/queries/export-schedules.ts';
import { findColleague } from '#db/queries/exports.ts';
import { record } from '#server/audit/record.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import { beginExport } from './request-export.ts';
import { daysDue, nextDue } from './schedule-days.ts';
import { storedScheduleWish, wishFor } from './schedule-wish.ts';

/** What was missed longer ago is not made up for: nobody waits for it any more. */
const MADE_UP_FOR_MS = 7 * 24 * 3_600_000;

/** Begins the files that are due; of several workers one begins each, and one whose maker may not export any more stops. */
export async function runSchedules(ctx: SystemContext): Promise<void> {
  const now = ctx.clock.now();
  const due = await ctx.inTransaction((tx) => listDueSchedules(tx, ctx.merchant.id, now));
  for (const row of due) await run(ctx, row, now);
}

async function run(ctx: SystemContext, row: ScheduleRow, now: Date): Promise<void> {
  const { merchantId, id, nextAt: dueAt, createdBy } = row;
  if (!dueAt) return;
  const { calendar } = ctx.merchant;
  const isMissed = dueAt.getTime() < now.getTime() - MADE_UP_FOR_MS;
  const next = nextDue(isMissed ? now : dueAt, row, calendar);
  await ctx.inTransaction(async (tx) => {
    const maker = await findColleague(tx, merchantId, createdBy);
    const isAllowed = maker !== null && allows(maker.role, 'transactions:export');
    if (!(await moveSchedule(tx, row, isAllowed ? next : null)) || isMissed) return;
    if (!isAllowed) {
      await record(tx, merchantId, ctx.auditKey, {
        at: now,
        actor: ctx.actor,
        action: 'export.unscheduled',
        objectId: id,
        result: 'refused',
        data: { name: row.name, by: createdBy },
      });
      return;
    }
    const wish = wishFor(storedScheduleWish.parse(row.wish), daysDue(dueAt, row.cadence, calendar), calendar);
    const intentKey = `${id} ${dueAt.toISOString()}`;
    await beginExport(ctx, tx, wish, { intentKey, createdBy, scheduleId: id });
  });
}
