import type { TransactionRow } from '#db/queries/transactions.ts';
import type { RefusalReason } from '#server/gateways/terminal-gateway.ts';
import type { Situation } from './transaction.ts';

/** Refusals that one query has to agree with before they are believed (F13). */
const TO_CONFIRM: ReadonlySet<string> = new Set<RefusalReason>([
  'device_busy',
  'device_unknown',
  'device_forbidden',
  'invalid_request',
  'state_forbids',
  'amount_unavailable',
  'not_found',
  'sign_in_failed',
  'provider_refused',
]);

/** Whether an unknown outcome with this reason is a refusal that waits for one query to agree. */
export function awaitsConfirmation(reason: string | null): boolean {
  return reason !== null && TO_CONFIRM.has(reason);
}

/** The rule's picture of a row. */
export function toSituation(
  row: TransactionRow,
  providerDeviceId: string,
  { isPaymentTaken }: { isPaymentTaken: boolean },
): Situation {
  const reason = row.outcomeReason;
  return {
    kind: row.kind,
    state: row.state,
    flags: row.flags,
    reference: row.reference,
    providerDeviceId,
    amount: { minor: row.amountMinor, currency: row.currency },
    createdAt: row.createdAt,
    sentAt: row.sentAt,
    unknownSince: row.unknownSince,
    queryCount: row.queryCount,
    firstNotFoundAt: row.firstNotFoundAt,
    refusal:
      row.state === 'unknown' && reason !== null && awaitsConfirmation(reason)
        ? { reason, code: row.outcomeCode, text: row.outcomeText }
        : null,
    isPaymentTaken,
  };
}
