import { type BatchListRow, listBatchRows } from '#db/queries/batch-list.ts';
import { listRunRows, type RunListRow } from '#db/queries/end-of-day.ts';
import type { Context } from '#server/auth/context.ts';
import { businessDate, type CalendarDay } from '#server/kernel/time.ts';

/** More than anybody leaves lying: a batch a day per device, entered the next morning. */
const MAX_ENDED = 1_000;

/** What an accountant has to look into, newest first but for batches. */
export type EndOfDayTroubles = {
  /** Closes of whose reports a difference is open, whether the report or a statement told it. */
  unsolved: RunListRow[];
  /** Closes whose answer is lost. */
  hanging: RunListRow[];
  /** Batches still open from an earlier business day. */
  overdue: (BatchListRow & { businessDate: CalendarDay })[];
  /** Batches that the bank has closed, whose figures are still to be entered. */
  toEnter: BatchListRow[];
};

/** All troubles, however old; of closes the newest ten of a kind. */
export async function listTroubles(ctx: Context<'reports:see'>): Promise<EndOfDayTroubles> {
  const { calendar, id: merchantId } = ctx.merchant;
  const today = businessDate(ctx.clock.now(), calendar);
  return ctx.inTransaction(async (tx) => {
    const open = await listBatchRows(tx, merchantId, { state: 'open' }, { limit: 500 });
    return {
      unsolved: await listRunRows(tx, merchantId, { isUnsolved: true }, { limit: 10 }),
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
