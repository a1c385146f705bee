import { useQuery } from '@tanstack/react-query';
import { z } from 'zod/mini';
import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { liveMoney } from './live-money.ts';
import { queryKeys } from './query-keys.ts';
import { readJson } from './read-json.ts';

const bounded = z.object({ count: z.int(), isMore: z.boolean() });

/**
 * Count and sums of a filter of the list and how many rows each tab of it holds; `totals` and `tabs` are null where counting
 * takes too long, `sums` and `nets` where there are too many rows to add up.
 */
export const totalsRead = z.object({
  totals: z.nullable(
    z.extend(bounded, {
      sums: z.nullable(z.array(z.object({ kind: z.enum(SHOWN_KINDS), count: z.int(), amount: liveMoney }))),
      nets: z.nullable(z.array(liveMoney)),
    }),
  ),
  tabs: z.nullable(
    z.object({
      all: bounded,
      open: bounded,
      unknown: bounded,
      approved: bounded,
      refunded: bounded,
      failed: bounded,
    }),
  ),
});
export type TotalsRead = z.output<typeof totalsRead>;

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
