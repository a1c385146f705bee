import { findApproval } from '#db/queries/approvals.ts';
import { findDevice } from '#db/queries/devices.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { capabilitiesOf } from '#server/gateways/registry.ts';
import { isId } from '#server/kernel/ids.ts';
import { seesKind } from './approval-rule.ts';
import { type ApprovalView, viewApprovals } from './approval-view.ts';

/** One request with everything that speaks for and against it. */
export type ApprovalDetail = ApprovalView & {
  at: Date;
  /** The customer presents the card when it is let happen. */
  needsCard: boolean;
};

/** Throws NotFound alike for an id that is malformed, unknown, another merchant's, or of a kind this role has nothing to do with. */
export async function getApproval(ctx: Context<'approvals:see'>, id: string): Promise<ApprovalDetail> {
  if (!isId('approval', id)) throw new NotFound();
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const row = await findApproval(tx, merchantId, id);
    if (!row || !seesKind(ctx.actor, row.kind)) throw new NotFound();
    const [view] = await viewApprovals(ctx, tx, [row]);
    if (!view) throw new NotFound();
    const sale = isId('transaction', row.subjectId)
      ? await findTransaction(tx, merchantId, row.subjectId)
      : null;
    const target = sale && (await findDevice(tx, merchantId, sale.deviceId));
    const needsCard = target ? capabilitiesOf(target.connection).cardNeededFor.includes('refund') : false;
    return { ...view, at: ctx.clock.now(), needsCard };
  });
}
