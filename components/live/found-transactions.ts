import { useQuery } from '@tanstack/react-query';
import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { SHOWN_STATES } from '#components/state/shown-state.ts';
import { liveMoney } from './live-money.ts';
import { readJson } from './read-json.ts';
import { flag, list, maybe, oneOf, record, type Shaped, text } from './shape.ts';

/** The newest transactions that fit what was typed or pasted; `problem` says what of it cannot be understood. */
export const foundRead = record({
  rows: list(
    record({
      id: text,
      kind: oneOf(SHOWN_KINDS),
      status: oneOf(SHOWN_STATES),
      amount: liveMoney,
      device: text,
      last4: maybe(text),
      createdAt: text,
      canAsk: flag,
    }),
  ),
  problem: maybe(text),
});
export type FoundRead = Shaped<typeof foundRead>;

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
