import type { LiveSplitEntry } from '#components/live/live-split-sale.ts';
import type { LiveTransaction } from '#components/live/live-transaction.ts';

/** The page of a split sale. */
export function splitHref(merchant: string, splitSale: LiveSplitEntry): string {
  return `/${merchant}/split-sales/${splitSale.id}`;
}

/** The page of an operation. */
export function hrefOf(merchant: string, transaction: LiveTransaction): string {
  return `/${merchant}/transactions/${transaction.id}`;
}
