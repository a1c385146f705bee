import { type BatchListRow, listBatchRows } from '#db/queries/batch-list.ts';
import { listRunRows, type RunListRow } from '#db/queries/end-of-day.ts';
import { listUnsolvedRuns } from '#db/queries/variances.ts';
import type { Context } from '#server/auth/context.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';

/** More than anybody leaves lying: a batch a day per device, entered the next morning. */
const MAX_ENDED = 1_000;

/** What an accountant has to look into, newest first but for batches. */
export type EndOfDayTroubles = {
  /** Reports that did not match, as long as a difference of them is open. */
  unmatched: RunListRow[];
  /** Closes whose answer is lost. */
  hanging: RunListRow[];
  /** Batches still open from an earlier business day. */
  overdue: (BatchListRow & { businessDate: CalendarDay })[];
  /** Batches that the bank has closed, whose figures are still to be entered. */
  toEnter: BatchListRow[];
};

const LOOK_BACK_MS = 30 * 24 * 60 * 60_000;

/** Troubles of the last 30 days; batches and hanging closes however old. */
export async function listTroubles(ctx: Context<'reports:see'>): Promise<EndOfDayTroubles> {
  const { calendar, id: merchantId } = ctx.merchant;
  const now = ctx.clock.now();
  const today = businessDate(now, calendar);
  const since = new Date(now.getTime() - LOOK_BACK_MS);
  return ctx.inTransaction(async (tx) => {
    const open = await listBatchRows(tx, merchantId, { state: 'open' }, { limit: 500 });
    const unmatched = await listRunRows(tx, merchantId, { isMatched: false, since }, { limit: 30 });
    // What was explained or accepted is nobody's trouble any more.
    const unsolved = await listUnsolvedRuns(tx, merchantId);
    return {
      unmatched: unmatched.filter(({ id }) => unsolved.has(id)).slice(0, 10),
      hanging: await listRunRows(tx, merchantId, { states: ['unknown'] }, { limit: 10 }),
      toEnter: (await listBatchRows(tx, merchantId, { state: 'ended' }, { limit: MAX_ENDED })).reverse(),
      overdue: open
        // What the bank closes by itself ends by itself.
        .filter((batch) => batch.bankDate === null)
        .map((batch) => ({ ...batch, businessDate: businessDate(batch.openedAt, calendar) }))
        .filter((batch) => batch.businessDate < today),
    };
  });
}
