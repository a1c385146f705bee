import type { ReceiptSearchField } from '#components/receipts/receipt-search.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import {
  type FilterIssue,
  type ListRequest,
  readListRequest,
} from '#server/transactions/transaction-filter.ts';

/** A field of the search that cannot be understood, and why. */
export type SearchIssue = Omit<FilterIssue, 'field'> & { field: ReceiptSearchField };

/** The list a receipt search asks for: approved operations that the search box finds, of a card's end, of exactly one amount. */
export function readReceiptSearch(
  asked: SearchParams,
  reader: ListReader,
): Pick<ListRequest, 'filter' | 'place'> & { issues: SearchIssue[] } {
  const amount = oneParam(asked, 'amount');
  const { filter, place, issues } = readListRequest(
    {
      state: 'approved',
      q: asked.q,
      last4: asked.last4,
      min: amount,
      max: amount,
      after: asked.after,
      before: asked.before,
    },
    reader,
  );
  return { filter, place, issues: issues.flatMap(toSearchIssue) };
}

function toSearchIssue({ field, ...issue }: FilterIssue): SearchIssue[] {
  if (field === 'q' || field === 'last4') return [{ field, ...issue }];
  // Both ends are the one amount; a lost place shows the newest rows.
  return field === 'min' ? [{ field: 'amount', ...issue }] : [];
}
