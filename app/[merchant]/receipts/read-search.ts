import type { ReceiptSearchField } from '#components/receipts/receipt-search.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import {
  type FilterProblem,
  type ListRequest,
  type ReadAmount,
  readListRequest,
} from '#server/transactions/transaction-filter.ts';

/** A field of the search that cannot be understood, and why. */
export type SearchIssue = { field: ReceiptSearchField; problem: FilterProblem };

/** The list a receipt search asks for: approved operations of a reference or code, of a card's end, of exactly one amount. */
export function readReceiptSearch(
  asked: SearchParams,
  amounts: { read: ReadAmount; currency: CurrencyCode },
): Omit<ListRequest, 'issues'> & { issues: SearchIssue[] } {
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
    amounts,
  );
  return { filter, place, issues: issues.flatMap(toSearchIssue) };
}

function toSearchIssue({ field, problem }: ListRequest['issues'][number]): SearchIssue[] {
  if (field === 'q' || field === 'last4') return [{ field, problem }];
  // Both ends are the one amount; a lost place shows the newest rows.
  return field === 'min' ? [{ field: 'amount', problem }] : [];
}
