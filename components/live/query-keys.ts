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
  inFlight: (merchant: string) => ['live', merchant, 'in-flight'] as const,
  totals: (merchant: string, query: string) => ['live', merchant, 'totals', query] as const,
  topic: (merchant: string, topic: LiveChange['topic']) => ['live', merchant, topic] as const,
};

/**
 * The reads that a change makes stale. `many` are those that nearly every change touches; they may be refetched a moment
 * later, together. Totals are not among them: they are too dear to follow every change.
 */
export function staleReads({ merchant, topic, id }: LiveChange): { one: QueryKey; many: QueryKey[] } {
  if (topic === 'transaction') {
    return { one: queryKeys.transaction(merchant, id), many: [queryKeys.inFlight(merchant)] };
  }
  if (topic === 'split-sale') {
    return { one: queryKeys.splitSale(merchant, id), many: [queryKeys.inFlight(merchant)] };
  }
  // A close that begins or ends is counted with what is open.
  const many = topic === 'end-of-day' ? [queryKeys.inFlight(merchant)] : [];
  return { one: queryKeys.topic(merchant, topic), many };
}
