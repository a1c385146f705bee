import type { ShownState } from '#components/state/shown-state.ts';
import type { DeclineReason, RefusalReason, UnknownCause } from '#server/gateways/terminal-gateway.ts';
import type { Messages } from '#server/i18n/messages.ts';

/** Every reason an outcome can carry; a new one does not compile without its texts (`reason.<reason>.why`, `.next`). */
export type Reason =
  | DeclineReason
  | RefusalReason
  | UnknownCause
  | 'not_sent_in_time'
  | 'interrupted'
  | 'unreachable'
  | 'stopped_on_device'
  | 'undone'
  | 'link_expired'
  | 'in_review'
  | 'resolved_not_charged';

const REASONS: Record<Reason | keyof Messages['reason'], true> = {
  insufficient_funds: true,
  expired_card: true,
  not_permitted: true,
  wrong_pin: true,
  limit_exceeded: true,
  lost_or_stolen: true,
  other: true,
  device_busy: true,
  device_unknown: true,
  device_forbidden: true,
  invalid_request: true,
  state_forbids: true,
  amount_unavailable: true,
  not_found: true,
  sign_in_failed: true,
  provider_refused: true,
  connection_lost: true,
  deadline: true,
  provider_error: true,
  provider_timeout: true,
  device_error: true,
  payment_error: true,
  auth_error: true,
  unreadable_answer: true,
  incomplete_answer: true,
  redirect: true,
  not_sent_in_time: true,
  interrupted: true,
  unreachable: true,
  device_offline: true,
  misconfigured: true,
  no_callback: true,
  ambiguous_answer: true,
  stopped_on_device: true,
  undone: true,
  page_not_opened: true,
  review_rejected: true,
  link_expired: true,
  in_review: true,
  resolved_not_charged: true,
};

/** Reasons whose next step is that the provider is being asked. */
const SAYS_ASKED: ReadonlySet<Reason> = new Set<Reason>([
  'connection_lost',
  'deadline',
  'provider_error',
  'provider_timeout',
  'device_error',
  'payment_error',
  'auth_error',
  'unreadable_answer',
  'incomplete_answer',
  'redirect',
  'interrupted',
]);

/**
 * The text that says what to do about an outcome now; null: the general one of its state. Where nobody can be asked, none
 * says that somebody is.
 */
export function nextStepKey(
  status: ShownState,
  reason: Reason | null,
  canAsk: boolean,
): `reason.${Reason}.next` | 'state.unknown.nextUnasked' | null {
  // While it is unknown nobody may start again, whatever the provider's words suggest.
  if (status === 'unknown') return canAsk ? null : 'state.unknown.nextUnasked';
  if (reason === null) return null;
  return !canAsk && SAYS_ASKED.has(reason) ? 'state.unknown.nextUnasked' : `reason.${reason}.next`;
}

/** The reason as its texts are found by, or null for one that a later version wrote. */
export function toReason(text: string | null | undefined): Reason | null {
  return text && Object.hasOwn(REASONS, text) ? (text as Reason) : null;
}
