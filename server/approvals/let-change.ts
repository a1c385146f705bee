import { type ApprovalRow, lockApproval } from '#db/queries/approvals.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { applyChange } from './apply-change.ts';
import type { ApprovalFailure } from './approval-failure.ts';
import { endRequest } from './end-request.ts';
import type { LetHappen } from './let-refund.ts';

/** Has a frozen change of a setting or a person take effect, once, in the commit that uses the request (INV-17). */
export async function letChangeHappen(
  ctx: Context<'approvals:decide'> | SystemContext,
  { merchantId, id }: ApprovalRow,
  answer: Omit<LetHappen, 'deviceIsIdle'>,
): Promise<Result<null, ApprovalFailure>> {
  return ctx.inTransaction(async (tx) => {
    const row = await lockApproval(tx, merchantId, id);
    const flaw = row ? await answer.flawOf(tx, row) : null;
    if (!row || flaw) return err(flaw ?? { kind: 'not_found' });
    const endedAt = ctx.clock.now();
    const obstacle = await applyChange(ctx, tx, row, answer.by ?? row.madeBy);
    if (obstacle) {
      await endRequest(ctx, tx, row, { state: 'overtaken', endedAt, obstacle });
      return err({ kind: 'overtaken', obstacle });
    }
    await endRequest(ctx, tx, row, { state: 'used', endedAt, decidedBy: answer.by, answer: answer.sentence });
    return ok(null);
  });
}
