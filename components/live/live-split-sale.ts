import { liveMoney } from './live-money.ts';
import { liveTransaction } from './live-transaction.ts';
import { flag, instant, list, maybe, oneOf, record, type Shaped, text, whole } from './shape.ts';

const states = oneOf([
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
const entryFields = {
  id: text,
  state: states,
  amount: liveMoney,
  remaining: liveMoney,
  device: record({ label: text, branchName: text }),
  createdAt: instant,
  endedAt: maybe(instant),
};
export const liveSplitEntry = record(entryFields);
export type LiveSplitEntry = Shaped<typeof liveSplitEntry>;

/** A split sale while somebody looks at it: how much is paid by what, and what runs now. */
const liveSplitSale = record({
  ...entryFields,
  isContradicted: flag,
  paid: liveMoney,
  reserved: liveMoney,
  outcome: maybe(record({ reason: text, code: maybe(text) })),
  next: record({
    kind: oneOf(['send_or_expire', 'send', 'answer', 'ask', 'part', 'void', 'person', 'over']),
    at: maybe(instant),
  }),
  payments: list(
    record({
      transaction: liveTransaction,
      last4: maybe(text),
      installmentCount: whole,
      undo: maybe(liveTransaction),
    }),
  ),
  running: maybe(liveTransaction),
});
export type LiveSplitSale = Shaped<typeof liveSplitSale>;
export type LiveSplitPayment = LiveSplitSale['payments'][number];

/** A split sale as of `at`, by the server's clock. */
export const liveSplitSaleRead = record({ at: instant, splitSale: liveSplitSale });
export type LiveSplitSaleRead = Shaped<typeof liveSplitSaleRead>;
