import type { DeclineReason, RefusalReason, UnknownCause } from '../terminal-gateway.ts';

/** What the provider's «no» is worth (§6, F13). */
export type Verdict =
  | { kind: 'declined'; reason: DeclineReason }
  | { kind: 'refused'; reason: RefusalReason; confirm: boolean }
  | { kind: 'not_found' }
  /** The token was not accepted; `renew` says how to get one that is. */
  | { kind: 'token_rejected'; renew: 'refresh' | 'login' }
  | { kind: 'unknown'; cause: UnknownCause };

const refused = (reason: RefusalReason, confirm: boolean): Verdict => ({ kind: 'refused', reason, confirm });

/** Codes whose meaning is published; they decide before the group does. */
const BY_CODE = new Map<string, Verdict>([
  ['100310', { kind: 'token_rejected', renew: 'login' }],
  ['100311', { kind: 'token_rejected', renew: 'refresh' }],
  ['380101', refused('device_unknown', true)],
  ['380102', refused('device_forbidden', true)],
  ['380103', { kind: 'unknown', cause: 'provider_timeout' }],
  ['380107', { kind: 'not_found' }],
  ['380108', { kind: 'not_found' }],
  ['380109', { kind: 'not_found' }],
  ['380112', refused('amount_unavailable', true)],
  ['380201', refused('device_busy', true)],
  ['380204', { kind: 'token_rejected', renew: 'login' }],
]);

const BY_GROUP = new Map<string, Verdict>([
  ['VALIDATION_ERROR', refused('invalid_request', false)],
  ['BUSINESS_ERROR', refused('state_forbids', true)],
  ['TIMEOUT_ERROR', { kind: 'unknown', cause: 'provider_timeout' }],
  ['SYSTEM_ERROR', { kind: 'unknown', cause: 'provider_error' }],
  ['DEVICE_ERROR', { kind: 'unknown', cause: 'device_error' }],
  ['PAYMENT_ERROR', { kind: 'unknown', cause: 'payment_error' }],
]);

/** Requests that 507 may answer without a group; the same as the group would say. */
const VALIDATION_CODES = new Set(['380104', '380105', '380111']);

/** Judges a failure by its code and group; whatever is not listed leaves the outcome open. */
export function judgeFailure(code: string | null, group: string | null): Verdict {
  const word = group?.toUpperCase() ?? null;
  const listed = BY_CODE.get(code ?? '');
  if (listed) return listed;
  if (word === 'BANK_ERROR') return { kind: 'declined', reason: declineReason(code) };
  if (word === null && code !== null && VALIDATION_CODES.has(code)) return refused('invalid_request', false);
  return BY_GROUP.get(word ?? '') ?? { kind: 'unknown', cause: 'provider_error' };
}

/**
 * Bank codes by what they tell the cardholder: field 39 of ISO 8583 as acquirers in Türkiye use it. The payment
 * service writes the same numbers behind a 10 (10051 = 51). These say so much of a card that they mean a decline even
 * where no group is told.
 */
const DECLINES = new Map<string, DeclineReason>([
  ['04', 'lost_or_stolen'],
  ['05', 'other'],
  ['14', 'other'],
  ['33', 'expired_card'],
  ['36', 'not_permitted'],
  ['38', 'wrong_pin'],
  ['41', 'lost_or_stolen'],
  ['43', 'lost_or_stolen'],
  ['51', 'insufficient_funds'],
  ['54', 'expired_card'],
  ['55', 'wrong_pin'],
  ['57', 'not_permitted'],
  ['58', 'not_permitted'],
  ['61', 'limit_exceeded'],
  ['62', 'not_permitted'],
  ['65', 'limit_exceeded'],
  ['75', 'wrong_pin'],
  ['93', 'not_permitted'],
]);

/** Codes that also mean other things elsewhere; under BANK_ERROR they are the bank's, and say this. */
const DECLINES_OF_BANK = new Map<string, DeclineReason>([
  ...DECLINES,
  ['03', 'not_permitted'],
  ['07', 'lost_or_stolen'],
  ['12', 'not_permitted'],
  ['35', 'lost_or_stolen'],
  ['37', 'lost_or_stolen'],
  ['39', 'not_permitted'],
  ['40', 'not_permitted'],
  ['52', 'not_permitted'],
  ['53', 'not_permitted'],
  ['78', 'not_permitted'],
]);

/** The sentence a bank's code deserves; `other` for one that is not listed. */
function declineReason(code: string | null): DeclineReason {
  return DECLINES_OF_BANK.get(bankCode(code)) ?? 'other';
}

function bankCode(code: string | null): string {
  return code?.replace(/^100(?=\d\d$)/, '') ?? '';
}

/**
 * The same failure as the answer to a query. A query asks for no money and no state, so these are the remembered end of
 * the operation itself: a bank's code, also without its group, and a state or amount that did not allow it, under which
 * nothing was carried out.
 */
export function asRecorded(verdict: Verdict, code: string | null, group: string | null): Verdict {
  const word = group?.toUpperCase() ?? null;
  const number = bankCode(code);
  if (verdict.kind === 'unknown' && (word === null || word === 'PAYMENT_ERROR') && DECLINES.has(number)) {
    return { kind: 'declined', reason: declineReason(code) };
  }
  const isAboutMoney =
    verdict.kind === 'refused' &&
    (verdict.reason === 'state_forbids' || verdict.reason === 'amount_unavailable');
  return isAboutMoney ? { kind: 'not_found' } : verdict;
}
