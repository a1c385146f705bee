import { z } from 'zod/mini';
import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { useFollowed } from './followed.ts';
import { liveMoney } from './live-money.ts';
import { queryKeys } from './query-keys.ts';

const instant = z.iso.datetime();

/** A transaction while somebody looks at it: just enough for the ladder and the dock. Instants are ISO texts. */
export const liveTransaction = z.object({
  id: z.string(),
  kind: z.enum(SHOWN_KINDS),
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
    'held',
    'captured',
    'released',
  ]),
  amount: liveMoney,
  /** The split sale it pays a part of. */
  splitSaleId: z.nullable(z.string()),
  /** `isOnline`: its payers pay on a page, by a link. */
  device: z.object({ label: z.string(), branchName: z.string(), isOnline: z.boolean() }),
  flags: z.array(z.enum(['late', 'contradiction', 'amount_differs', 'check_device', 'needs_review'])),
  createdAt: instant,
  sentAt: z.nullable(instant),
  settledAt: z.nullable(instant),
  outcome: z.nullable(z.object({ reason: z.string(), code: z.nullable(z.string()) })),
  next: z.object({
    kind: z.enum(['send_or_expire', 'answer', 'delivery', 'callback', 'ask', 'doubt', 'person', 'none']),
    at: z.nullable(instant),
  }),
  /** How its result comes, and whether its provider can be asked about it. */
  resultBy: z.enum(['answer', 'callback']),
  canAsk: z.boolean(),
  /** This person may have it stopped now. */
  canAbort: z.boolean(),
  /** The last wish to stop it; null: nobody had one. */
  abort: z.nullable(
    z.object({
      state: z.enum(['requested', 'asking', 'accepted', 'refused', 'unanswered', 'overtaken']),
      /** From when on it may be wished again; null: not while the provider is being asked. */
      againAt: z.nullable(instant),
    }),
  ),
  /** How far the questions to the provider are; null when nobody has to be asked. */
  asking: z.nullable(
    z.object({ count: z.int(), countsFrom: z.nullable(instant), foundNothingAt: z.nullable(instant) }),
  ),
});
export type LiveTransaction = z.output<typeof liveTransaction>;

/** A transaction as of `at`, by the server's clock. */
export const liveTransactionRead = z.object({ at: instant, transaction: liveTransaction });
export type LiveTransactionRead = z.output<typeof liveTransactionRead>;

/** One transaction, kept up to date; begins with what the page was rendered with. */
export function useLiveTransaction(merchant: string, initial: LiveTransactionRead) {
  const { id } = initial.transaction;
  return useFollowed({
    key: queryKeys.transaction(merchant, id),
    schema: liveTransactionRead,
    path: `/api/live/${merchant}/transactions/${id}`,
    initial,
    hasEnded: ({ transaction }) => transaction.settledAt !== null,
  });
}
