import type { QueryKey } from '@tanstack/react-query';

/** What the stream says changed; `merchant` is the merchant's address. Nothing else ever travels on it. */
export type LiveChange = {
  merchant: string;
  topic: 'transaction' | 'split-sale' | 'device' | 'batch' | 'end-of-day' | 'export' | 'approval';
  id: string;
};

/** The key of every read that follows what changes. All begin with `live` and the merchant: either can be refetched as a whole. */
export const queryKeys = {
  all: ['live'] as const,
  transaction: (merchant: string, id: string) => ['live', merchant, 'transaction', id] as const,
  splitSale: (merchant: string, id: string) => ['live', merchant, 'split-sale', id] as const,
  totals: (merchant: string, query: string) => ['live', merchant, 'totals', query] as const,
  topic: (merchant: string, topic: LiveChange['topic']) => ['live', merchant, topic] as const,
};

/** The read that a change makes stale. Totals are too dear to follow every change. */
export function staleReads({ merchant, topic, id }: LiveChange): QueryKey {
  if (topic === 'transaction') return queryKeys.transaction(merchant, id);
  return topic === 'split-sale' ? queryKeys.splitSale(merchant, id) : queryKeys.topic(merchant, topic);
}
