import { SHOWN_KINDS } from '#components/state/shown-kind.ts';
import { liveMoney } from './live-money.ts';
import { flag, instant, list, maybe, oneOf, record, type Shaped, text, whole } from './shape.ts';

/** A transaction while somebody looks at it: just enough for the ladder and the dock. Instants are ISO texts. */
export const liveTransaction = record({
  id: text,
  kind: oneOf(SHOWN_KINDS),
  state: oneOf(['created', 'sending', 'awaiting', 'unknown', 'approved', 'declined', 'failed', 'cancelled']),
  status: oneOf([
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
  splitSaleId: maybe(text),
  /** `isOnline`: its payers pay on a page, by a link. */
  device: record({ label: text, branchName: text, isOnline: flag }),
  flags: list(oneOf(['late', 'contradiction', 'amount_differs', 'check_device', 'needs_review'])),
  createdAt: instant,
  sentAt: maybe(instant),
  settledAt: maybe(instant),
  outcome: maybe(record({ reason: text, code: maybe(text) })),
  next: record({
    kind: oneOf(['send_or_expire', 'answer', 'delivery', 'callback', 'ask', 'doubt', 'person', 'none']),
    at: maybe(instant),
  }),
  /** How its result comes, and whether its provider can be asked about it. */
  resultBy: oneOf(['answer', 'callback']),
  canAsk: flag,
  /** This person may have it stopped now. */
  canAbort: flag,
  /** The last wish to stop it; null: nobody had one. */
  abort: maybe(
    record({
      state: oneOf(['requested', 'asking', 'accepted', 'refused', 'unanswered', 'overtaken']),
      /** From when on it may be wished again; null: not while the provider is being asked. */
      againAt: maybe(instant),
    }),
  ),
  /** How far the questions to the provider are; null when nobody has to be asked. */
  asking: maybe(record({ count: whole, countsFrom: maybe(instant), foundNothingAt: maybe(instant) })),
});
export type LiveTransaction = Shaped<typeof liveTransaction>;

/** A transaction as of `at`, by the server's clock. */
export const liveTransactionRead = record({ at: instant, transaction: liveTransaction });
export type LiveTransactionRead = Shaped<typeof liveTransactionRead>;
