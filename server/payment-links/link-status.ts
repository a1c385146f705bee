import type { LinkRow } from '#db/queries/payment-links.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { IN_REVIEW, LINK_EXPIRED } from '#server/transactions/page-rule.ts';

/** How far a payment by a link is. */
export type LinkStatus =
  /** Its page is being asked for. */
  | 'opening'
  /** It can be shown and paid. */
  | 'open'
  /** It cannot be paid any more; that it was paid in the last moment may still come to light. */
  | 'watched'
  /** Paid, and looked into for fraud: the goods stay here. */
  | 'in_review'
  | 'paid'
  /** Nobody paid. */
  | 'expired'
  /** Paid, and turned down by the check for fraud. */
  | 'rejected'
  /** Its page was never opened, or somebody found out that nothing was paid. */
  | 'failed';

/** How far a payment by a link is. Pure. */
export function linkStatus(
  { state, outcomeReason }: Pick<TransactionRow, 'state' | 'outcomeReason'>,
  { expiresAt }: Pick<LinkRow, 'expiresAt'>,
  at: Date,
): LinkStatus {
  switch (state) {
    case 'created':
    case 'sending':
      return 'opening';
    case 'awaiting':
    case 'unknown':
      if (outcomeReason === IN_REVIEW) return 'in_review';
      return expiresAt !== null && at < expiresAt ? 'open' : 'watched';
    case 'approved':
      return 'paid';
    case 'declined':
      return 'rejected';
    case 'failed':
    case 'cancelled':
      return outcomeReason === LINK_EXPIRED ? 'expired' : 'failed';
    default:
      return assertNever(state);
  }
}
