import { useQuery } from '@tanstack/react-query';
import { z } from 'zod/mini';
import { liveMoney } from './live-money.ts';
import { usePollInterval } from './live-provider.tsx';
import { queryKeys } from './query-keys.ts';
import { ReadRefused, readJson } from './read-json.ts';

const instant = z.iso.datetime();

/** A transaction while somebody looks at it: just enough for the ladder and the dock. Instants are ISO texts. */
export const liveTransaction = z.object({
  id: z.string(),
  kind: z.enum(['sale', 'refund', 'void']),
  state: z.enum(['created', 'sending', 'awaiting', 'unknown', 'approved', 'declined', 'failed', 'cancelled']),
  status: z.enum([
    'created',
    'sending',
    'awaiting',
    'unknown',
    'approved',
    'declined',
    'failed',
    'cancelled',
    'voided',
    'partlyRefunded',
    'refunded',
  ]),
  amount: liveMoney,
  device: z.object({ label: z.string(), branchName: z.string() }),
  createdAt: instant,
  sentAt: z.nullable(instant),
  settledAt: z.nullable(instant),
  outcome: z.nullable(z.object({ reason: z.string(), code: z.nullable(z.string()) })),
  next: z.object({
    kind: z.enum(['send_or_expire', 'answer', 'ask', 'none']),
    at: z.nullable(instant),
  }),
});
export type LiveTransaction = z.output<typeof liveTransaction>;

/** A transaction as of `at`, by the server's clock. */
export const liveTransactionRead = z.object({ at: instant, transaction: liveTransaction });
export type LiveTransactionRead = z.output<typeof liveTransactionRead>;

/** While the stream is on, an open operation is asked about this seldom, in case a message was lost. */
const SAFETY_MS = 15_000;

/** One transaction, kept up to date; begins with what the page was rendered with. */
export function useLiveTransaction(merchant: string, initial: LiveTransactionRead) {
  const { id } = initial.transaction;
  const interval = usePollInterval(SAFETY_MS);
  return useQuery({
    queryKey: queryKeys.transaction(merchant, id),
    queryFn: ({ signal }) =>
      readJson(liveTransactionRead, `/api/live/${merchant}/transactions/${id}`, signal),
    initialData: initial,
    initialDataUpdatedAt: Date.parse(initial.at),
    // Between rendering and hydration it may have moved already: the first look is fresh.
    refetchOnMount: 'always',
    refetchInterval: (query) =>
      query.state.data?.transaction.settledAt || query.state.error instanceof ReadRefused ? false : interval,
  });
}
