import type { DeclineReason, RefusalReason, UnknownCause } from '../terminal-gateway.ts';

/** What the provider's «no» is worth (§11, F13). */
export type Verdict =
  /** The payer's bank, or what the payer wrote: on the same page they may try again. */
  | { kind: 'declined'; reason: DeclineReason }
  | { kind: 'refused'; reason: RefusalReason; confirm: boolean }
  /** Turned away at the door: the keys are not accepted, and nothing was done. */
  | { kind: 'turned_away' }
  /** Over the limit, and nothing was done. */
  | { kind: 'too_many' }
  | { kind: 'unknown'; cause: UnknownCause };

const declined = (reason: DeclineReason): Verdict => ({ kind: 'declined', reason });
const refused = (reason: RefusalReason): Verdict => ({ kind: 'refused', reason, confirm: false });
/** Something may have been done before it was refused: one look at the payment has to agree. */
const doubted = (reason: RefusalReason): Verdict => ({ kind: 'refused', reason, confirm: true });
const bankSilent: Verdict = { kind: 'unknown', cause: 'provider_timeout' };
const broken: Verdict = { kind: 'unknown', cause: 'provider_error' };

/** The published codes, each with its group where one is published. */
const PUBLISHED: readonly (readonly [code: string, group: string | null, verdict: Verdict])[] = [
  ...['1', '2'].map((code) => [code, null, broken] as const),
  ...['3', '5', '8', '11', '18', '20', '23', '24', '25'].map(
    (code) => [code, null, refused('invalid_request')] as const,
  ),
  ...['12', '13', '14', '15', '16', '17', '19'].map((code) => [code, null, declined('other')] as const),
  ['1000', null, { kind: 'turned_away' }],
  ['1001', null, { kind: 'turned_away' }],
  ['2000', null, refused('misconfigured')],
  ['2003', null, refused('misconfigured')],
  ...['5001', '5002', '5005', '5008', '5062'].map(
    (code) => [code, null, refused('invalid_request')] as const,
  ),
  ['5087', null, doubted('not_found')],
  ['5184', null, declined('not_permitted')],
  ['6001', null, declined('other')],
  ['9000', null, refused('provider_refused')],
  ['50000', null, { kind: 'too_many' }],
  ['10005', 'DO_NOT_HONOUR', declined('other')],
  ['10012', 'INVALID_TRANSACTION', declined('not_permitted')],
  // A suspicion is the bank's own business and is not said to the one who stands there.
  ['10034', 'FRAUD_SUSPECT', declined('other')],
  ['10041', 'LOST_CARD', declined('lost_or_stolen')],
  ['10043', 'STOLEN_CARD', declined('lost_or_stolen')],
  ['10041', 'PICKUP_CARD', declined('lost_or_stolen')],
  ['10051', 'NOT_SUFFICIENT_FUNDS', declined('insufficient_funds')],
  ['10054', 'EXPIRED_CARD', declined('expired_card')],
  ['10057', 'NOT_PERMITTED_TO_CARDHOLDER', declined('not_permitted')],
  ['10058', 'NOT_PERMITTED_TO_TERMINAL', declined('not_permitted')],
  ['10084', 'INVALID_CVC2', declined('other')],
  ['10093', 'RESTRICTED_BY_LAW', declined('not_permitted')],
  ['10201', 'CARD_NOT_PERMITTED', declined('not_permitted')],
  ['10209', 'BLOCKED_CARD', declined('not_permitted')],
  ['10225', 'RESTRICTED_CARD', declined('not_permitted')],
  ...['10202', '10204', '10236'].map((code) => [code, 'UNKNOWN', declined('other')] as const),
  ['10207', 'REFER_TO_CARD_ISSUER', declined('other')],
  ['10220', 'DECLINED', declined('other')],
  ['10214', 'COMMUNICATION_OR_SYSTEM_ERROR', bankSilent],
  ['10216', 'NO_SUCH_ISSUER', bankSilent],
  ['10219', 'REQUEST_TIMEOUT', bankSilent],
  ['10228', 'ISSUER_OR_SWITCH_INOPERATIVE', bankSilent],
  ['10217', 'DEBIT_CARDS_REQUIRES_3DS', declined('not_permitted')],
  ['10218', 'DEBIT_CARDS_INSTALLMENT_NOT_ALLOWED', declined('not_permitted')],
  ['10222', 'NOT_PERMITTED_TO_INSTALLMENT', declined('not_permitted')],
  ['10223', 'REQUIRES_DAY_END', declined('other')],
  ['10224', 'EXCEEDS_WITHDRAWAL_AMOUNT_LIMIT', declined('limit_exceeded')],
  ['10226', 'EXCEEDS_ALLOWABLE_PIN_TRIES', declined('wrong_pin')],
  ['10229', 'INVALID_EXPIRE_YEAR_MONTH', declined('expired_card')],
  ['10232', 'INVALID_AMOUNT', declined('other')],
  ['10246', 'REFUND_DECLINE', doubted('provider_refused')],
];

/** §11: not published; what stands for it where one can be asked is only believed when a look at the payment agrees. */
const ASSUMED = new Map<string, Verdict>([
  ['5093', doubted('amount_unavailable')],
  ['5122', doubted('not_found')],
]);

// `UNKNOWN` is what a provider writes that has no group to tell: there the code is all.
const BY_GROUP = new Map(
  PUBLISHED.flatMap(([, group, verdict]) =>
    group && group !== 'UNKNOWN' ? [[group, verdict] as const] : [],
  ),
);
const BY_CODE = new Map(PUBLISHED.map(([code, , verdict]) => [code, verdict] as const));

/** Judges a failure, by its group first, then by its code (§11); whatever is not listed leaves the outcome open. */
export function judgeFailure(code: string | null, group: string | null): Verdict {
  return (
    BY_GROUP.get(group?.toUpperCase() ?? '') ?? BY_CODE.get(code ?? '') ?? ASSUMED.get(code ?? '') ?? broken
  );
}

/** Whether a code is one of a bank (§11), also of one that nobody published. */
export function isOfBank(code: string | null): boolean {
  return /^10\d{3}$/.test(code ?? '');
}
