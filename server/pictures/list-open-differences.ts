import { countDiffering, listVarianceRows, type VarianceListRow } from '#db/queries/variances.ts';
import type { Context } from '#server/auth/context.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { businessDate } from '#server/kernel/time.ts';
import { DIFFERENCE_AGES, type DifferenceAge, differenceAge } from './difference-age.ts';

/**
 * Differences that are still open, by how long they have been; `isMore`: of the oldest some are left out. What is explained
 * differs all the same: it is counted among the reports that do.
 */
export type OpenDifferences = {
  ages: { age: DifferenceAge; differences: VarianceListRow[] }[];
  isMore: boolean;
  reports: { differing: number; accounted: number };
};

/** More than anybody has left unexplained. */
const MOST = 500;

/** Differences that nobody has accounted for yet, of some devices or all, by their age. */
export async function listOpenDifferences(
  ctx: Context<'reports:see'>,
  deviceIds: readonly DeviceId[] | null,
): Promise<OpenDifferences> {
  const { found, reports } = await ctx.inTransaction(async (tx) => ({
    found: await listVarianceRows(tx, ctx.merchant.id, { states: ['open'] }, MOST + 1),
    reports: await countDiffering(tx, ctx.merchant.id, deviceIds),
  }));
  const today = businessDate(ctx.clock.now(), ctx.merchant.calendar);
  const open = found
    .slice(0, MOST)
    .filter((row) => deviceIds === null || deviceIds.includes(row.variance.deviceId));
  const byAge = Map.groupBy(open, (row) => differenceAge(row.variance.businessDate, today));
  return {
    ages: DIFFERENCE_AGES.map((age) => ({ age, differences: byAge.get(age) ?? [] })),
    isMore: found.length > MOST,
    reports,
  };
}
