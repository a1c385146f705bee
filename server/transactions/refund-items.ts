import type { Tx } from '#db/client.ts';
import { listFollowUps } from '#db/queries/follow-ups.ts';
import { findLink } from '#db/queries/payment-links.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import type { PageCapabilities } from '#server/gateways/capabilities.ts';
import type { BasketItem, SettledItem } from '#server/gateways/hosted-gateway.ts';
import { basketItems, settledItems } from './page-order.ts';

/** One item of a paid basket and what of it can still go back, in minor units of the sale's currency. */
export type RefundableItem = { id: string; name: string; paidMinor: number; leftMinor: number };

/**
 * The items of a sale of which each goes back by itself: of a basket of several that was paid on a page. None for every other
 * sale. Read under the lock of the sale by whoever relies on what is left.
 */
export async function readRefundableItems(
  tx: Tx,
  sale: TransactionRow,
  page: PageCapabilities | null,
): Promise<RefundableItem[]> {
  if (!page?.refundsItems || sale.kind !== 'sale') return [];
  const link = await findLink(tx, sale.merchantId, sale.id);
  const settled = link && settledItems.parse(link.settledItems);
  if (!link || !settled || settled.length < 2) return [];
  const refunds = await listFollowUps(tx, sale.merchantId, sale.id);
  return refundableItems(basketItems.parse(link.items), settled, refunds);
}

/** What is left of each item after the refunds of it that were carried out or may be. Pure. */
export function refundableItems(
  items: readonly BasketItem[],
  settled: readonly SettledItem[],
  followUps: readonly Pick<TransactionRow, 'kind' | 'state' | 'itemId' | 'amountMinor'>[],
): RefundableItem[] {
  const gone = followUps.filter(({ kind, state }) => kind === 'refund' && !MOVED_NOTHING.has(state));
  return items.flatMap(({ id, name }) => {
    const paidMinor = settled.find((one) => one.itemId === id)?.paidMinor;
    if (paidMinor === undefined) return [];
    const goneMinor = gone.reduce((sum, one) => sum + (one.itemId === id ? one.amountMinor : 0), 0);
    return { id, name, paidMinor, leftMinor: paidMinor - goneMinor };
  });
}

const MOVED_NOTHING: ReadonlySet<TransactionRow['state']> = new Set(['declined', 'failed', 'cancelled']);
