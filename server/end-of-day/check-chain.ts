import { listLinkedReports } from '#db/queries/sign-offs.ts';
import type { Context } from '#server/auth/context.ts';
import { type BrokenLink, findBrokenLink } from './verify-reports.ts';

/** How many reports of how many devices were looked at, and the first link of each that does not hold. */
export type ChainCheck = { reports: number; devices: number; broken: BrokenLink[] };

/** Follows the reports of every device from the first to the last, and writes each one's hash anew to compare it. */
export async function checkChain(ctx: Context<'reports:see'>): Promise<ChainCheck> {
  const reports = await ctx.inTransaction((tx) => listLinkedReports(tx, ctx.merchant.id));
  const byDevice = Map.groupBy(reports, ({ deviceId }) => deviceId);
  return {
    reports: reports.length,
    devices: byDevice.size,
    broken: [...byDevice.values()].flatMap((ofOne) => findBrokenLink(ofOne) ?? []),
  };
}
