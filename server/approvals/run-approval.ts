import type { Tx } from '#db/client.ts';
import { type ApprovalRow, findApproval, listDueApprovals, lockApproval } from '#db/queries/approvals.ts';
import { lockTransaction } from '#db/queries/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { bothStillMay } from '#server/auth/find-people.ts';
import { type ApprovalId, isId } from '#server/kernel/ids.ts';
import { standsAlone } from './agrees-alone.ts';
import { NEEDED } from './approval-rule.ts';
import { branchOf, endRequest } from './end-request.ts';
import { letChangeHappen } from './let-change.ts';
import { type LetHappen, letRefundHappen } from './let-refund.ts';

/**
 * Has what nobody revoked in time happen by itself, where still nobody else can or has to agree. Where somebody can by now it goes
 * on waiting for them, and comes back here until it ends.
 */
export async function runApproval(ctx: SystemContext, id: ApprovalId): Promise<void> {
  const row = await ctx.inTransaction(async (tx) => {
    const found = await findApproval(tx, ctx.merchant.id, id);
    // Looked at before the provider is asked what its lines are worth: it is due again every few seconds.
    return found && isDue(found, ctx.clock.now()) && (await isStillAlone(tx, found)) ? found : null;
  });
  if (!row) return;
  const flawOf: LetHappen['flawOf'] = async (tx, current) => {
    if (!isDue(current, ctx.clock.now())) return { kind: 'not_waiting' };
    if (!(await isStillAlone(tx, current))) return { kind: 'own_request' };
    const { make, check } = NEEDED[current.kind];
    // Its maker is the one there is: whoever may still ask and still check.
    const maker = { id: current.madeBy, permission: make };
    const checker = { ...maker, permission: check };
    const branchId = await branchOf(tx, current);
    const may = await bothStillMay(tx, current.merchantId, { maker, checker, branchId });
    return may ? null : { kind: 'right_lost' };
  };
  const nobody = { by: null, sentence: null, flawOf };
  const happened =
    row.kind === 'refund'
      ? await letRefundHappen(ctx, row, { ...nobody, deviceIsIdle: false })
      : await letChangeHappen(ctx, row, nobody);
  if (!happened.ok)
    ctx.log.info({ approvalId: id, why: happened.error.kind }, 'A request did not happen by itself');
}

/** What waits and whose time has come: it happens by itself, or it expires. */
export async function listApprovalWork(ctx: SystemContext): Promise<(() => Promise<void>)[]> {
  const at = ctx.clock.now();
  const due = await ctx.inTransaction((tx) => listDueApprovals(tx, ctx.merchant.id, at));
  return due.map((row) => () => (at >= row.expiresAt ? expire(ctx, row) : runApproval(ctx, row.id)));
}

async function expire(ctx: SystemContext, { merchantId, id, subjectId }: ApprovalRow): Promise<void> {
  await ctx.inTransaction(async (tx) => {
    if (isId('transaction', subjectId)) await lockTransaction(tx, merchantId, subjectId);
    const row = await lockApproval(tx, merchantId, id);
    const endedAt = ctx.clock.now();
    if (row?.state !== 'waiting' || endedAt < row.expiresAt) return;
    await endRequest(ctx, tx, row, { state: 'expired', endedAt });
  });
}

async function isStillAlone(tx: Tx, row: ApprovalRow): Promise<boolean> {
  return standsAlone(tx, row, await branchOf(tx, row));
}

function isDue({ state, runsAt, expiresAt }: ApprovalRow, at: Date): boolean {
  return state === 'waiting' && runsAt !== null && at >= runsAt && at < expiresAt;
}
