import { listRunRows, type RunListRow } from '#db/queries/end-of-day.ts';
import type { Context } from '#server/auth/context.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { businessDate } from '#server/kernel/time.ts';
import { DIFFERENCE_AGES, type DifferenceAge, differenceAge } from './difference-age.ts';

/** Differences that are still open, by how long they have been; `isMore`: of the oldest some are left out. */
export type OpenDifferences = {
  ages: { age: DifferenceAge; differences: RunListRow[] }[];
  isMore: boolean;
};

/** More than anybody has left unexplained. */
const MOST = 500;

/**
 * Ends of day whose figures differ, of some devices or all, by their age. Each stands for what is different in it: where single
 * differences are kept with an owner and an end, they are counted instead, here.
 */
export async function listOpenDifferences(
  ctx: Context<'reports:see'>,
  deviceIds: readonly DeviceId[] | null,
): Promise<OpenDifferences> {
  const found = await ctx.inTransaction((tx) =>
    listRunRows(tx, ctx.merchant.id, { isMatched: false }, { limit: MOST + 1 }),
  );
  const today = businessDate(ctx.clock.now(), ctx.merchant.calendar);
  const open = found.slice(0, MOST).filter((run) => deviceIds === null || deviceIds.includes(run.deviceId));
  const byAge = Map.groupBy(open, (run) => differenceAge(run.businessDate, today));
  return {
    ages: DIFFERENCE_AGES.map((age) => ({ age, differences: byAge.get(age) ?? [] })),
    isMore: found.length > MOST,
  };
}
