import { listDueResolutions, type ResolutionRow } from '#db/queries/resolutions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { bothStillMay } from '#server/auth/find-people.ts';
import { err } from '#server/kernel/result.ts';
import { lockWaiting, takeEffect } from './check-resolution.ts';
import { checkOf } from './second-check.ts';

/** What nobody revoked in time, and takes effect by itself. */
export async function listResolutionWork(ctx: SystemContext): Promise<(() => Promise<void>)[]> {
  const due = await ctx.inTransaction((tx) => listDueResolutions(tx, ctx.merchant.id, ctx.clock.now()));
  return due.map((row) => () => runResolution(ctx, row));
}

/**
 * Has it take effect if the merchant still says that there is nobody else, there still is nobody, and its maker might still check such
 * things. Where somebody can check it by now it goes on waiting for them.
 */
async function runResolution(ctx: SystemContext, { id, madeBy }: ResolutionRow): Promise<void> {
  const merchantId = ctx.merchant.id;
  const happened = await ctx.inTransaction(async (tx) => {
    const waiting = await lockWaiting(ctx, tx, id);
    if ('kind' in waiting) return err(waiting);
    const { runsAt } = waiting.proposal;
    if (!runsAt || ctx.clock.now() < runsAt) return err({ kind: 'not_waiting' as const });
    const maker = { id: madeBy, permission: 'resolution:make' as const };
    const checker = { id: madeBy, permission: 'resolution:check' as const };
    const may = await bothStillMay(tx, merchantId, { maker, checker });
    const check = await checkOf(tx, waiting.proposal);
    if (check === 'another') return err({ kind: 'own_proposal' as const });
    if (!may || check === 'nobody') return err({ kind: 'right_lost' as const });
    return takeEffect(ctx, tx, waiting, { checkedBy: null, answer: null });
  });
  if (!happened.ok)
    ctx.log.info({ resolutionId: id, why: happened.error.kind }, 'A decision did not take effect by itself');
}
