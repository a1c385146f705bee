import type { LinkRow } from '#db/queries/payment-links.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { payerFacts } from '#server/transactions/page-order.ts';
import { IN_REVIEW } from '#server/transactions/page-rule.ts';

/** Why another link may not be made in the place of one. */
export type RenewObstacle =
  /** It can be paid, or will be in a moment: with two links of one payment somebody would pay twice. */
  | 'still_open'
  | 'already_paid'
  /** Paid, and looked into. */
  | 'in_review'
  /** Something was said of it that does not fit: it may have been paid. */
  | 'disputed'
  | 'already_renewed'
  /** Its payer was erased. */
  | 'payer_erased';

/** What keeps another link from being made in the place of one; null when it may be. Pure. */
export function renewObstacle(
  { state, flags, outcomeReason }: Pick<TransactionRow, 'state' | 'flags' | 'outcomeReason'>,
  { expiresAt, payer }: Pick<LinkRow, 'expiresAt' | 'payer'>,
  isRenewed: boolean,
  at: Date,
): RenewObstacle | null {
  if (isRenewed) return 'already_renewed';
  if (payerFacts.parse(payer).email === '') return 'payer_erased';
  switch (state) {
    case 'created':
    case 'sending':
      return 'still_open';
    case 'awaiting':
    case 'unknown':
      if (outcomeReason === IN_REVIEW) return 'in_review';
      if (flags.includes('contradiction')) return 'disputed';
      return expiresAt === null || at < expiresAt ? 'still_open' : null;
    case 'approved':
      return 'already_paid';
    case 'declined':
    case 'failed':
    case 'cancelled':
      return null;
    default:
      return assertNever(state);
  }
}
