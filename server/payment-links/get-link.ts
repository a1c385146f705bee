import { findLink, findRenewal } from '#db/queries/payment-links.ts';
import { findDevicePlace } from '#db/queries/transaction-detail.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { isId } from '#server/kernel/ids.ts';
import { type LinkView, toLinkView } from './link-view.ts';

/**
 * One payment by a link, also while it moves; throws NotFound when the id is malformed, unknown, another merchant's or of a sale
 * without a link, without saying which.
 */
export async function getLink(
  ctx: Context<'transactions:see' | 'sale:start'>,
  id: string,
): Promise<LinkView> {
  const link = await findLinkView(ctx, id);
  if (!link) throw new NotFound();
  return link;
}

/** The same; null where there is none. */
export async function findLinkView(
  ctx: Context<'transactions:see' | 'sale:start'>,
  id: string,
): Promise<LinkView | null> {
  if (!isId('transaction', id)) return null;
  const merchantId = ctx.merchant.id;
  const at = ctx.clock.now();
  return ctx.inTransaction(async (tx) => {
    const link = await findLink(tx, merchantId, id);
    const row = link && (await findTransaction(tx, merchantId, id));
    if (!row || !link) return null;
    const device = await findDevicePlace(tx, merchantId, row.deviceId);
    const renewedBy = await findRenewal(tx, merchantId, id);
    const sale = { ...row, shownKind: 'sale' as const };
    return toLinkView(ctx, { sale, link, renewedBy }, new Map(device ? [[row.deviceId, device]] : []), at);
  });
}
