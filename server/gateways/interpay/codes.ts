import type { RefusalReason, UnknownCause } from '../terminal-gateway.ts';

/** What the gateway's answer to a StartSession is worth, `0000` aside (§5, F13). */
type Verdict =
  | { kind: 'declined' }
  | { kind: 'refused'; reason: RefusalReason; confirm: boolean }
  | { kind: 'unknown'; cause: UnknownCause };

const refused = (reason: RefusalReason): Verdict => ({ kind: 'refused', reason, confirm: false });
/** It may be on the terminal all the same. */
const doubted = (reason: RefusalReason): Verdict => ({ kind: 'refused', reason, confirm: true });

const BY_CODE = new Map<string, Verdict>([
  // §5.1
  ['8501', refused('device_unknown')],
  ['8502', refused('misconfigured')],
  ['8503', refused('misconfigured')],
  ['8504', doubted('device_offline')],
  ['8505', refused('device_busy')],
  ['8506', refused('misconfigured')],
  ['8507', refused('misconfigured')],
  ['8508', refused('device_forbidden')],
  ['8509', { kind: 'declined' }],
  ['8510', refused('misconfigured')],
  ['8511', refused('invalid_request')],
  ['8512', refused('device_offline')],
  ['8513', doubted('provider_refused')],
  ['8514', doubted('provider_refused')],
  // §5.2
  ['1000', refused('invalid_request')],
  ['1001', refused('sign_in_failed')],
  ['9128', refused('sign_in_failed')],
  ['9022', refused('sign_in_failed')],
  ['9001', refused('misconfigured')],
  ['9010', refused('invalid_request')],
  ['9011', refused('invalid_request')],
  ['9012', refused('invalid_request')],
  ['9014', refused('invalid_request')],
  ['9024', refused('invalid_request')],
  ['9025', refused('invalid_request')],
]);

/** Judges the code of an answer to a StartSession. What is not listed is refused in doubt. */
export function judgeRefusal(code: string): Verdict {
  if (isTrouble(code)) return { kind: 'unknown', cause: 'provider_error' };
  return BY_CODE.get(code) ?? doubted('provider_refused');
}

/** Trouble of the gateway or its network, which the other host may not have (§2.14). */
export function isTrouble(code: string): boolean {
  return /^(?:99\d\d|9100|9101)$/.test(code);
}

/** What a code tells of the credentials, which every request carries; null: nothing. */
export function credentialsVerdict(code: string): 'accepted' | 'refused' | null {
  const verdict = BY_CODE.get(code);
  if (verdict?.kind === 'refused' && verdict.reason === 'sign_in_failed') return 'refused';
  return code === '0000' || code === '8340' || /^85\d\d$/.test(code) ? 'accepted' : null;
}

/** §7.5: after such a failure it may still be on the device. */
export function leavesDoubt(code: string): boolean {
  return ['1024', '8504', '8513'].includes(code) || /^9[19]\d\d$/.test(code);
}
