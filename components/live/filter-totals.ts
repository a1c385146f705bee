import { useQuery } from '@tanstack/react-query';
import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { liveMoney } from './live-money.ts';
import { queryKeys } from './query-keys.ts';
import { readJson } from './read-json.ts';
import { flag, list, maybe, oneOf, record, type Shaped, whole } from './shape.ts';

const boundedFields = { count: whole, isMore: flag };
const bounded = record(boundedFields);

/**
 * Count and sums of a filter of the list and how many rows each tab of it holds; `totals` and `tabs` are null where counting
 * takes too long, `sums` and `nets` where there are too many rows to add up.
 */
export const totalsRead = record({
  totals: maybe(
    record({
      ...boundedFields,
      sums: maybe(list(record({ kind: oneOf(SHOWN_KINDS), count: whole, amount: liveMoney }))),
      nets: maybe(list(liveMoney)),
    }),
  ),
  tabs: maybe(
    record({
      all: bounded,
      open: bounded,
      unknown: bounded,
      approved: bounded,
      refunded: bounded,
      failed: bounded,
    }),
  ),
});
export type TotalsRead = Shaped<typeof totalsRead>;

/** The totals of the list's filter, `query` being the query part of its address without its place. */
export function useFilterTotals(merchant: string, query: string) {
  return useQuery({
    queryKey: queryKeys.totals(merchant, query),
    queryFn: ({ signal }) =>
      readJson(totalsRead, `/api/live/${merchant}/transactions/totals?${query}`, signal),
    staleTime: 30_000,
    retry: 1,
  });
}
