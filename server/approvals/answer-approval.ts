import type { Tx } from '#db/client.ts';
import { type ApprovalRow, findApproval, lockApproval } from '#db/queries/approvals.ts';
import { lockTransaction } from '#db/queries/transactions.ts';
import type { Context } from '#server/auth/context.ts';
import { bothStillMay } from '#server/auth/find-people.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { type ApprovalId, isId, type TransactionId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ApprovalFailure } from './approval-failure.ts';
import { flawOfStep, NEEDED, type Step, seesKind } from './approval-rule.ts';
import { branchOf, endRequest } from './end-request.ts';
import { letChangeHappen } from './let-change.ts';
import { letRefundHappen } from './let-refund.ts';

/** A second person's answer. */
export type AnswerWish = {
  approvalId: ApprovalId;
  answer: 'accept' | 'reject';
  /** Why; always there when it is turned down. */
  sentence: string | null;
  /** Somebody looked at the device and saw that nothing is left on it. */
  deviceIsIdle: boolean;
};

/** What became of a request, and the operation it became. */
export type Answered = { state: 'used' | 'rejected' | 'withdrawn'; transactionId: TransactionId | null };

/** Lets a request happen, or turns it down (INV-17). */
export async function answerApproval(
  ctx: Context<'approvals:decide'>,
  { approvalId, answer, sentence, deviceIsIdle }: AnswerWish,
): Promise<Result<Answered, ApprovalFailure>> {
  const found = await findVisible(ctx, approvalId);
  if (!found) return err({ kind: 'not_found' });
  if (answer === 'reject') return turnDown(ctx, found, sentence);
  const flawOf = (tx: Tx, row: ApprovalRow) => flawOfAccepting(ctx, tx, row);
  switch (found.kind) {
    case 'refund': {
      const happened = await letRefundHappen(ctx, found, {
        by: ctx.actor.id,
        sentence,
        deviceIsIdle,
        flawOf,
      });
      return happened.ok ? ok({ state: 'used', transactionId: happened.value.transactionId }) : happened;
    }
    case 'limit':
    case 'single_manager':
    case 'member':
    case 'invitation':
    case 'credentials': {
      const happened = await letChangeHappen(ctx, found, { by: ctx.actor.id, sentence, flawOf });
      return happened.ok ? ok({ state: 'used', transactionId: null }) : happened;
    }
    default:
      return assertNever(found.kind);
  }
}

/** Takes one's own request back, or stops what is about to happen by itself. */
export async function withdrawApproval(
  ctx: Context<'approvals:see'>,
  { approvalId }: { approvalId: ApprovalId },
): Promise<Result<Answered, ApprovalFailure>> {
  const found = await findVisible(ctx, approvalId);
  if (!found) return err({ kind: 'not_found' });
  if (found.madeBy !== ctx.actor.id) return turnDown(ctx, found, null);
  return endWaiting(ctx, found, 'withdraw', { state: 'withdrawn' });
}

function turnDown(
  ctx: Context<'approvals:decide'> | Context<'approvals:see'>,
  row: ApprovalRow,
  answer: string | null,
) {
  return endWaiting(ctx, row, 'reject', { state: 'rejected', decidedBy: ctx.actor.id, answer });
}

/** Ends a request that becomes nothing. What it is about is locked before it, as by whoever would let it happen. */
async function endWaiting(
  ctx: Context<'approvals:decide'> | Context<'approvals:see'>,
  { merchantId, id, subjectId }: ApprovalRow,
  step: Step,
  end: { state: 'rejected' | 'withdrawn'; decidedBy?: Context['actor']['id']; answer?: string | null },
): Promise<Result<Answered, ApprovalFailure>> {
  return ctx.inTransaction(async (tx) => {
    if (isId('transaction', subjectId)) await lockTransaction(tx, merchantId, subjectId);
    const row = await lockApproval(tx, merchantId, id);
    if (!row) return err({ kind: 'not_found' });
    const endedAt = ctx.clock.now();
    const flaw = flawOfStep(row, step, ctx.actor, endedAt);
    if (flaw) return err({ kind: flaw });
    await endRequest(ctx, tx, row, { ...end, endedAt });
    return ok({ state: end.state, transactionId: null });
  });
}

/** The request, if this person has anything to do with such; as if it were not there otherwise. */
async function findVisible(
  ctx: Context<'approvals:decide'> | Context<'approvals:see'>,
  id: ApprovalId,
): Promise<ApprovalRow | null> {
  const row = await ctx.inTransaction((tx) => findApproval(tx, ctx.merchant.id, id));
  return row && seesKind(ctx.actor, row.kind) ? row : null;
}

async function flawOfAccepting(
  ctx: Context<'approvals:decide'>,
  tx: Tx,
  row: ApprovalRow,
): Promise<ApprovalFailure | null> {
  const flaw = flawOfStep(row, 'accept', ctx.actor, ctx.clock.now());
  if (flaw) return { kind: flaw };
  const { make, check } = NEEDED[row.kind];
  const maker = { id: row.madeBy, permission: make };
  const checker = { id: ctx.actor.id, permission: check };
  const branchId = await branchOf(tx, row);
  const isRight = await bothStillMay(tx, ctx.merchant.id, { maker, checker, branchId });
  return isRight ? null : { kind: 'right_lost' };
}
