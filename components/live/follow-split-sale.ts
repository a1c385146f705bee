import { useFollowed } from './followed.ts';
import { type LiveSplitSaleRead, liveSplitSaleRead } from './live-split-sale.ts';
import { queryKeys } from './query-keys.ts';

/** One split sale, kept up to date; begins with what the page was rendered with. */
export function useLiveSplitSale(merchant: string, initial: LiveSplitSaleRead) {
  const { id } = initial.splitSale;
  return useFollowed({
    key: queryKeys.splitSale(merchant, id),
    shape: liveSplitSaleRead,
    path: `/api/live/${merchant}/split-sales/${id}`,
    initial,
    hasEnded: ({ splitSale }) => splitSale.endedAt !== null,
  });
}
