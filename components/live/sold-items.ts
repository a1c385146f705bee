import { useQuery } from '@tanstack/react-query';
import { readJson } from './read-json.ts';
import { list, oneOf, record, type Shaped, text } from './shape.ts';

/** What the merchant sold before, the latest first; `unitPrice` is canonical decimal text. */
export const soldItemsRead = record({
  items: list(
    record({
      name: text,
      unitCode: oneOf(['C62', 'KGM', 'LTR', 'MTR', 'HUR']),
      vatRate: oneOf(['0', '1', '10', '20']),
      unitPrice: text,
    }),
  ),
});
export type SoldItemsRead = Shaped<typeof soldItemsRead>;
export type SoldItemRead = SoldItemsRead['items'][number];

/** Things sold before whose name begins like `typed`, in one currency. Until the next answer is there the last one stays. */
export function useSoldItems(merchant: string, currency: string, typed: string, isWanted: boolean) {
  const query = new URLSearchParams({ currency, q: typed.trim() });
  return useQuery({
    queryKey: ['sold-items', merchant, currency, typed.trim()],
    queryFn: ({ signal }) => readJson(soldItemsRead, `/api/live/${merchant}/items?${query}`, signal),
    enabled: isWanted,
    staleTime: 60_000,
    placeholderData: (before) => before,
    retry: false,
  });
}
