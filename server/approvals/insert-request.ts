import type { Tx } from '#db/client.ts';
import { type ApprovalRow, findWaiting, insertApproval } from '#db/queries/approvals.ts';
import type { ApprovalKind } from '#db/schema/approvals.ts';
import { record } from '#server/audit/record.ts';
import type { Context } from '#server/auth/context.ts';
import { allows } from '#server/auth/permissions.ts';
import type { ApprovalId, BranchId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { DELAY_MS } from '#server/kernel/second-person.ts';
import { seal } from '#server/terminals/seal.ts';
import { standsAlone } from './agrees-alone.ts';
import { EXPIRES_MS, NEEDED } from './approval-rule.ts';
import { factsOf, tell } from './end-request.ts';
import { writeLetters } from './write-letters.ts';

/** A request before it is kept. */
export type NewRequest = {
  kind: ApprovalKind;
  subjectId: string;
  intentKey: string;
  request: object;
  /** What nobody may read, in clear: it is sealed for this request alone, and gone at its end. */
  secret?: string;
  amount: Pick<ApprovalRow, 'amountMinor' | 'currency'>;
  reason: string | null;
  /** In which it is, where it is about a thing of one. */
  branchId: BranchId | null;
};

/** A request that waits now. */
export type Requested = { approvalId: ApprovalId; isRepeat: boolean };

/** Another request for the same thing waits already: that one is answered first. */
export type AlreadyWaiting = { kind: 'already_waiting'; approvalId: ApprovalId };

/**
 * Keeps a request in the caller's transaction, which holds the lock of what it is about, and tells those who may answer it. Where
 * nobody else can, and need not, it happens by itself after a while in which it can be revoked.
 */
export async function insertRequest(
  ctx: Context,
  tx: Tx,
  wish: NewRequest,
): Promise<Result<Requested, AlreadyWaiting>> {
  const merchantId = ctx.merchant.id;
  const waiting = await findWaiting(tx, merchantId, wish.kind, wish.subjectId);
  if (waiting) return err({ kind: 'already_waiting', approvalId: waiting.id });
  const at = ctx.clock.now();
  const { amount, branchId, secret, ...rest } = wish;
  const id = ctx.ids.next('approval');
  const row: ApprovalRow = {
    ...rest,
    ...amount,
    merchantId,
    id,
    sealedWaiting:
      secret === undefined
        ? null
        : seal(ctx.sealingKeys, { merchantId, approvalId: id, field: 'waiting' }, secret),
    madeBy: ctx.actor.id,
    madeAt: at,
    expiresAt: new Date(at.getTime() + EXPIRES_MS),
    runsAt: (await isAlone(ctx, tx, wish)) ? new Date(at.getTime() + DELAY_MS) : null,
    state: 'waiting',
    decidedBy: null,
    answer: null,
    obstacle: null,
    endedAt: null,
    transactionId: null,
  };
  await insertApproval(tx, row);
  await tell(ctx, tx, row, 'requested', at);
  if (row.runsAt) {
    const data = { merchantId, approvalId: row.id };
    await ctx.enqueue(tx, { queue: 'run-approval', data, startAfter: row.runsAt });
  }
  await record(tx, merchantId, ctx.auditKey, {
    at,
    actor: { kind: 'user', id: ctx.actor.id },
    action: 'approval.requested',
    objectId: row.id,
    result: 'done',
    data: { ...factsOf(row), runsAt: row.runsAt?.toISOString() ?? null },
  });
  await writeLetters(ctx, tx, row, branchId);
  return ok({ approvalId: row.id, isRepeat: false });
}

/** Whether nobody but this person, who may check such things, could, and need not. */
async function isAlone(ctx: Context, tx: Tx, { kind, branchId }: NewRequest): Promise<boolean> {
  const { check } = NEEDED[kind];
  // Who sets limits never lets them pass alone: that would be the way round them.
  if (kind === 'limit' || kind === 'single_manager' || !allows(ctx.actor.role, check)) return false;
  const wish = { merchantId: ctx.merchant.id, kind, madeBy: ctx.actor.id };
  return standsAlone(tx, wish, branchId ?? undefined);
}
