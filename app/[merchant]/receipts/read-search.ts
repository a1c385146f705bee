import type { SearchParams } from '#components/tables/search-params.ts';
import { oneParam } from '#components/tables/search-params.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';
import {
  type FilterIssue,
  type ListRequest,
  readListRequest,
} from '#server/transactions/transaction-filter.ts';

/**
 * The list a receipt search asks for, in the language of the list of transactions. Before anything is searched for, approved
 * operations: whoever searches may hold the slip of one that was not.
 */
export function readReceiptSearch(
  asked: SearchParams,
  reader: ListReader,
): Pick<ListRequest, 'filter' | 'place' | 'terms'> & { issues: FilterIssue[]; isSearch: boolean } {
  const { q, after, before } = asked;
  const isSearch = (oneParam(asked, 'q') ?? '').trim() !== '';
  const { filter, place, terms, issues } = readListRequest(
    { q, after, before, ...(isSearch ? {} : { state: 'approved' }) },
    reader,
  );
  return {
    filter,
    place,
    terms,
    isSearch,
    issues: issues.filter(({ field }) => field !== 'after' && field !== 'before'),
  };
}
