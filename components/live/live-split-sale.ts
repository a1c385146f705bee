import { z } from 'zod/mini';
import { useFollowed } from './followed.ts';
import { liveMoney } from './live-money.ts';
import { liveTransaction } from './live-transaction.ts';
import { queryKeys } from './query-keys.ts';

const instant = z.iso.datetime();

const states = z.enum([
  'requested',
  'starting',
  'open',
  'completion_requested',
  'completing',
  'completion_unknown',
  'giving_up',
  'completed',
  'given_up',
  'failed',
]);

/** What of a split sale a list shows. Instants are ISO texts. */
export const liveSplitEntry = z.object({
  id: z.string(),
  state: states,
  amount: liveMoney,
  remaining: liveMoney,
  device: z.object({ label: z.string(), branchName: z.string() }),
  createdAt: instant,
  endedAt: z.nullable(instant),
});
export type LiveSplitEntry = z.output<typeof liveSplitEntry>;

/** A split sale while somebody looks at it: how much is paid by what, and what runs now. */
const liveSplitSale = z.extend(liveSplitEntry, {
  isContradicted: z.boolean(),
  paid: liveMoney,
  reserved: liveMoney,
  outcome: z.nullable(z.object({ reason: z.string(), code: z.nullable(z.string()) })),
  next: z.object({
    kind: z.enum(['send_or_expire', 'send', 'answer', 'ask', 'part', 'void', 'person', 'over']),
    at: z.nullable(instant),
  }),
  payments: z.array(
    z.object({
      transaction: liveTransaction,
      last4: z.nullable(z.string()),
      installmentCount: z.int(),
      undo: z.nullable(liveTransaction),
    }),
  ),
  running: z.nullable(liveTransaction),
});
export type LiveSplitSale = z.output<typeof liveSplitSale>;
export type LiveSplitPayment = LiveSplitSale['payments'][number];

/** A split sale as of `at`, by the server's clock. */
export const liveSplitSaleRead = z.object({ at: instant, splitSale: liveSplitSale });
export type LiveSplitSaleRead = z.output<typeof liveSplitSaleRead>;

/** One split sale, kept up to date; begins with what the page was rendered with. */
export function useLiveSplitSale(merchant: string, initial: LiveSplitSaleRead) {
  const { id } = initial.splitSale;
  return useFollowed({
    key: queryKeys.splitSale(merchant, id),
    schema: liveSplitSaleRead,
    path: `/api/live/${merchant}/split-sales/${id}`,
    initial,
    hasEnded: ({ splitSale }) => splitSale.endedAt !== null,
  });
}
