import type { SplitSaleRow } from '#db/queries/split-sales.ts';
import { UNSENT_EXPIRES_MS } from '#server/transactions/transaction.ts';

/** What happens next to a split sale without anybody doing anything, and when. */
export type SplitStep =
  /** Its start goes out in a moment, or ends as not sent at `at`. */
  | { kind: 'send_or_expire'; at: Date }
  /** Its completion goes out in a moment. */
  | { kind: 'send'; at: null }
  /** The device is working on its start or completion; the answer moves it. */
  | { kind: 'answer'; at: null }
  /** The provider is asked about its completion at `at`. */
  | { kind: 'ask'; at: Date }
  /** A payment or void of it is running or unknown: its end moves it. */
  | { kind: 'part'; at: null }
  /** The next payment is given back in a moment. */
  | { kind: 'void'; at: null }
  /** Nothing: a person takes the next payment, completes it, or gives it up. */
  | { kind: 'person'; at: null }
  | { kind: 'over'; at: null };

/** What happens next by itself; `isBusy`: a payment or void of it has an open end. Pure. */
export function nextStep(
  row: Pick<SplitSaleRow, 'state' | 'createdAt' | 'nextQueryAt'>,
  isBusy: boolean,
): SplitStep {
  switch (row.state) {
    case 'requested':
      return { kind: 'send_or_expire', at: new Date(row.createdAt.getTime() + UNSENT_EXPIRES_MS) };
    case 'starting':
    case 'completing':
      return { kind: 'answer', at: null };
    case 'completion_requested':
      return { kind: 'send', at: null };
    case 'completion_unknown':
      return row.nextQueryAt ? { kind: 'ask', at: row.nextQueryAt } : { kind: 'person', at: null };
    case 'open':
      return { kind: isBusy ? 'part' : 'person', at: null };
    case 'giving_up':
      if (isBusy) return { kind: 'part', at: null };
      return { kind: row.nextQueryAt ? 'void' : 'person', at: null };
    default:
      return { kind: 'over', at: null };
  }
}
