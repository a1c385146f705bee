import type { CallbackRow } from '#db/queries/inbox.ts';
import type { CalledOutcome } from '#server/gateways/callback.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import type { ReadCallback } from './read-callback.ts';

/** How the addresses end to which each of them comes. */
const LAST_PART = { success: 's', failure: 'f', return: 'return', notice: 'notice' } as const;

/**
 * A callback as the timeline of its operation shows it: what it says in our words. As it came it stays sealed in the inbox,
 * and the secret in its address is nowhere.
 */
export function exchangeOf(row: CallbackRow, { content, reading }: ReadCallback): Exchange {
  const { method, contentType, isCut } = content;
  return {
    purpose: 'callback',
    at: row.receivedAt,
    durationMs: 0,
    path: `/api/callbacks/${row.provider}/…/${LAST_PART[row.claims]}`,
    request: {
      callback: row.id,
      method,
      contentType: contentType?.slice(0, 100) ?? null,
      bytes: row.bytes,
      ...(isCut ? { isCut } : {}),
      ...(reading.kind === 'outcome' ? factsOf(reading.outcome) : { reading: reading.kind }),
    },
    httpStatus: isCut ? 413 : row.claims === 'return' ? 303 : 200,
    response: isCut ? 'Too large' : 'OK',
    failure: null,
    clockOffsetMs: null,
  };
}

function factsOf({ result, slips, ...said }: CalledOutcome) {
  return {
    ...said,
    result: result.kind === 'approved' ? approvalOf(result) : result,
    slips: { customer: slips.customer !== null, merchant: slips.merchant !== null },
  };
}

function approvalOf({ kind, isProven, evidence }: Extract<CalledOutcome['result'], { kind: 'approved' }>) {
  const { providerPaymentId, authCode, last4, cardType, cardBrand, acquirerId } = evidence;
  return { kind, isProven, providerPaymentId, authCode, last4, cardType, cardBrand, acquirerId };
}
