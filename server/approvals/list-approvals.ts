import type { Tx } from '#db/client.ts';
import { listEnded, listWaiting } from '#db/queries/approvals.ts';
import { APPROVAL_KINDS } from '#db/schema/approvals.ts';
import type { Context } from '#server/auth/context.ts';
import { seesKind, waitsFor } from './approval-rule.ts';
import { type ApprovalView, viewApprovals } from './approval-view.ts';

/** As many of those that came to their end as are shown. */
const SHOWN = 30;

/** The inbox of one person: what waits for them, what they asked for, what waits for somebody else, and what was answered. */
export type Inbox = {
  at: Date;
  forMe: ApprovalView[];
  mine: ApprovalView[];
  others: ApprovalView[];
  ended: ApprovalView[];
};

/** Every request that waits and the latest that came to their end, as far as this person has to do with such. */
export async function listApprovals(ctx: Context<'approvals:see'>): Promise<Inbox> {
  const merchantId = ctx.merchant.id;
  const kinds = APPROVAL_KINDS.filter((kind) => seesKind(ctx.actor, kind));
  return ctx.inTransaction(async (tx) => {
    const at = ctx.clock.now();
    const waiting = await viewApprovals(ctx, tx, await listWaiting(tx, merchantId, kinds));
    return {
      at,
      forMe: waiting.filter(({ may }) => may.accept),
      mine: waiting.filter(({ isMine }) => isMine),
      others: waiting.filter(({ isMine, may }) => !isMine && !may.accept),
      ended: await viewApprovals(ctx, tx, await listEnded(tx, merchantId, kinds, SHOWN)),
    };
  });
}

/** How many requests wait for this person's answer. */
export async function countApprovals(ctx: Context<'approvals:see'>): Promise<number> {
  return ctx.inTransaction((tx) => countWaitingFor(tx, ctx));
}

/** The same in an open transaction; of whoever has to do with no kind of request nothing waits. */
export async function countWaitingFor(
  tx: Tx,
  { merchant, actor, clock }: Pick<Context, 'merchant' | 'actor' | 'clock'>,
): Promise<number> {
  const kinds = APPROVAL_KINDS.filter((kind) => seesKind(actor, kind));
  if (kinds.length === 0) return 0;
  const rows = await listWaiting(tx, merchant.id, kinds);
  return rows.filter((row) => waitsFor(row, actor, clock.now())).length;
}
