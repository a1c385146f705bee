import type { StartRefundFailure } from '#server/transactions/refund-plan.ts';
import type { StepFlaw } from './approval-rule.ts';

/** Why a request was not answered as wished. */
export type ApprovalFailure =
  | { kind: StepFlaw | 'not_found' }
  /** Who asked, or who answers, may not do so any more (INV-17). */
  | { kind: 'right_lost' }
  /** It does not fit any more what it is about; the request has ended, and nothing was sent. */
  | { kind: 'overtaken'; obstacle: Obstacle }
  /** Not at this moment; the request still waits. */
  | { kind: 'not_now'; failure: StartRefundFailure };

/** Why a request came to nothing. */
export const OBSTACLES = [
  'sale_changed',
  'less_left',
  'already_voided',
  'nothing_left',
  'lines_changed',
  'setting_changed',
  'invitation_over',
  'account_changed',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** Why a failure of the refund ends the request that asked for it; null when it may succeed later. Pure. */
export function obstacleOf(failure: StartRefundFailure): Obstacle | null {
  switch (failure.kind) {
    case 'sale_not_found':
    case 'wrong_size':
    case 'item_needed':
    case 'option_not_supported':
    case 'intent_reused':
      return 'sale_changed';
    case 'more_than_left':
    case 'more_than_left_of_item':
      return 'less_left';
    case 'line_not_refundable':
      return 'lines_changed';
    case 'not_possible':
      switch (failure.obstacle) {
        case 'already_voided':
          return 'already_voided';
        case 'nothing_left':
        case 'refund_exists':
          return 'nothing_left';
        case 'not_an_approved_sale':
          return 'sale_changed';
        default:
          return null;
      }
    default:
      return null;
  }
}
