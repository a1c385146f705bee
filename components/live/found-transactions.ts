import { useQuery } from '@tanstack/react-query';
import { z } from 'zod/mini';
import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { SHOWN_STATES } from '#components/state/shown-state.ts';
import { liveMoney } from './live-money.ts';
import { readJson } from './read-json.ts';

/** The newest transactions that fit what was typed or pasted; `problem` says what of it cannot be understood. */
export const foundRead = z.object({
  rows: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(SHOWN_KINDS),
      status: z.enum(SHOWN_STATES),
      amount: liveMoney,
      device: z.string(),
      last4: z.nullable(z.string()),
      createdAt: z.string(),
      canAsk: z.boolean(),
    }),
  ),
  problem: z.nullable(z.string()),
});
export type FoundRead = z.output<typeof foundRead>;

/** Looks up what was typed; null while there is too little of it. Never an answer to something that was typed before. */
export function useFoundTransactions(merchant: string, typed: string | null) {
  return useQuery({
    queryKey: ['found', merchant, typed],
    queryFn: ({ signal }) =>
      readJson(foundRead, `/api/live/${merchant}/find?${new URLSearchParams({ q: typed ?? '' })}`, signal),
    enabled: typed !== null,
    staleTime: 5_000,
    retry: false,
  });
}
