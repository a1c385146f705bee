import { revokeReceiptLink } from '#db/queries/receipt-links.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';

/** Ends a link to a slip at once. Throws NotFound for one that is malformed, unknown, another merchant's or ended so already. */
export async function revokeLink(ctx: Context<'receipts:print'>, id: string): Promise<void> {
  if (!isId('receiptLink', id)) throw new NotFound();
  const { id: merchantId } = ctx.merchant;
  const at = ctx.clock.now();
  await ctx.inTransaction(async (tx) => {
    const link = await revokeReceiptLink(tx, merchantId, id, { revokedBy: ctx.actor.id, revokedAt: at });
    if (!link) throw new NotFound();
    await record(tx, merchantId, ctx.auditKey, {
      at,
      actor: { kind: 'user', id: ctx.actor.id },
      action: 'receipt.link_revoked',
      objectId: link.transactionId,
      result: 'done',
      data: { link: id },
    });
  });
}
