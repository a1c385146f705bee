import type { Tx } from '#db/client.ts';
import { type ApprovalEnd, type ApprovalRow, endApproval } from '#db/queries/approvals.ts';
import { readSingleManager } from '#db/queries/limits.ts';
import { announce } from '#db/queries/live.ts';
import { appendEvent, findTransaction } from '#db/queries/transactions.ts';
import { record } from '#server/audit/record.ts';
import type { Context, SystemContext } from '#server/auth/context.ts';
import { type BranchId, isId, type TransactionId } from '#server/kernel/ids.ts';

type Ground = Context | SystemContext;

/** Ends a request that its caller has locked and seen waiting: the row, the stories it stands in, and the audit, in one commit. */
export async function endRequest(ctx: Ground, tx: Tx, row: ApprovalRow, end: ApprovalEnd): Promise<void> {
  if (!(await endApproval(tx, row, end))) throw new Error(`${row.id} does not wait`);
  await tell(ctx, tx, row, end.state, end.endedAt, end.transactionId);
  await record(tx, row.merchantId, ctx.auditKey, {
    at: end.endedAt,
    actor: { kind: ctx.actor.kind, id: ctx.actor.id },
    action: end.state === 'overtaken' ? 'approval.came_to_nothing' : `approval.${end.state}`,
    objectId: row.id,
    result: 'done',
    data: {
      ...factsOf(row),
      madeBy: row.madeBy,
      ...(end.state === 'used' && {
        checkedBy: end.decidedBy ?? null,
        // Nobody else could look, and it waited to be revoked; `singleManager`: the merchant has said that it is so.
        byItself: !end.decidedBy,
        singleManager: !end.decidedBy && (await readSingleManager(tx, row.merchantId)),
      }),
      ...(end.answer && { answer: end.answer }),
      ...(end.obstacle && { obstacle: end.obstacle }),
      ...(end.transactionId && { transactionId: end.transactionId }),
    },
  });
}

/** What the audit says of a request. */
export function factsOf({ kind, subjectId, amountMinor, currency }: ApprovalRow) {
  return { kind, about: subjectId, ...(amountMinor !== null && { amountMinor, currency }) };
}

/** Writes a step into the story of the sale, and into that of the refund it became, and announces it. */
export async function tell(
  ctx: Ground,
  tx: Tx,
  { merchantId, id, kind, subjectId, amountMinor }: ApprovalRow,
  step: 'requested' | ApprovalEnd['state'],
  at: Date,
  transactionId?: TransactionId,
): Promise<void> {
  const actorId = ctx.actor.kind === 'user' ? ctx.actor.id : null;
  await announce(tx, { merchantId, topic: 'approval', id });
  if (kind !== 'refund' || !isId('transaction', subjectId)) return;
  const data = { kind: 'approval' as const, step, approvalId: id, amountMinor: amountMinor ?? 0 };
  await appendEvent(tx, merchantId, subjectId, { at, data, actorId });
  if (transactionId) await appendEvent(tx, merchantId, transactionId, { at, data, actorId });
  await announce(tx, { merchantId, topic: 'transaction', id: subjectId });
}

/** In which branch it is, where it is about a thing of one. */
export async function branchOf(
  tx: Tx,
  { merchantId, subjectId }: ApprovalRow,
): Promise<BranchId | undefined> {
  return isId('transaction', subjectId)
    ? (await findTransaction(tx, merchantId, subjectId))?.branchId
    : undefined;
}
