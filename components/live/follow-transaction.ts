import { useFollowed } from './followed.ts';
import { type LiveTransactionRead, liveTransactionRead } from './live-transaction.ts';
import { queryKeys } from './query-keys.ts';

/** One transaction, kept up to date; begins with what the page was rendered with. */
export function useLiveTransaction(merchant: string, initial: LiveTransactionRead) {
  const { id } = initial.transaction;
  return useFollowed({
    key: queryKeys.transaction(merchant, id),
    shape: liveTransactionRead,
    path: `/api/live/${merchant}/transactions/${id}`,
    initial,
    hasEnded: ({ transaction }) => transaction.settledAt !== null,
  });
}
