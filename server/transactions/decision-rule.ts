import type { Verdict } from '#db/schema/resolutions.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { isId, type ResolutionId, type UserId } from '#server/kernel/ids.ts';
import { UNDONE } from './callback-rule.ts';
import { contradiction, final, type Move, misfitOf } from './moves.ts';
import { isFinal, type Situation } from './transaction.ts';

/** Reason of an operation of which a person found out that no money moved. */
export const NOT_CHARGED = 'resolved_not_charged';

/** What stands on a slip or in the provider's portal, as far as a person read it there. */
export type SlipFacts = {
  authCode: string | null;
  last4: string | null;
  batchNumber: string | null;
  providerReference: string | null;
};

/** What a person found out; `checkedBy` is null where the merchant has nobody else who could look. */
export type Decision = {
  resolutionId: ResolutionId;
  verdict: Verdict;
  facts: SlipFacts;
  by: UserId;
  checkedBy: UserId | null;
};

/**
 * What a person's word does to an operation: it settles what is open, proves a charge after a final no (INV-7), and of
 * anything else that has ended it says how it stands. Null where it can move nothing. Pure.
 */
export function decideByHand(now: Situation, decision: Decision): Move | null {
  if (now.state === 'created' || now.state === 'sending') return null;
  const { verdict, by, checkedBy } = decision;
  const timeline = { kind: 'decided', verdict, by, checkedBy } as const;
  const stays: Move = { state: null, timeline };
  if (now.state === 'approved') return stays;
  if (verdict === 'approved') {
    // What was undone stays undone, and one payment cannot be two of ours.
    if (now.isUndone || now.isPaymentTaken) return null;
    return {
      state: 'approved',
      evidence: evidenceByHand(now, decision),
      isByHand: true,
      outcome: null,
      nextQueryAt: null,
      ...(isFinal(now.state) ? { addFlags: ['late' as const] } : {}),
      timeline,
    };
  }
  if (isFinal(now.state)) return stays;
  if (verdict === 'not_charged' && deniesReport(now)) return null;
  const [state, reason] =
    verdict === 'voided' ? (['cancelled', UNDONE] as const) : (['failed', NOT_CHARGED] as const);
  return { ...final(state, { reason, code: null, text: null }), timeline };
}

/**
 * Whether it would deny what the provider reported to say that no money moved: it did, over whatever amount, and a new try would
 * move it a second time. A void cannot be done twice.
 */
export function deniesReport({ kind, flags }: Pick<Situation, 'kind' | 'flags'>): boolean {
  return kind !== 'void' && flags.includes('amount_differs');
}

/** Which payment at the provider a decided approval is: the one that was read, or else the best that is known of it. */
export function paymentByHand(
  { kind, sessionId }: Pick<Situation, 'kind' | 'sessionId'>,
  { facts, resolutionId }: Decision,
): string | null {
  const known = facts.providerReference ?? sessionId;
  // What follows a sale keeps the payment of that sale unless it has one of its own.
  return known ?? (kind === 'sale' || kind === 'preauthorization' ? resolutionId : null);
}

/** What the provider calls a payment; null where all that stands for it is the decision about it, which is ours. */
export function paymentAtProvider(paymentId: string | null): string | null {
  return paymentId !== null && isId('resolution', paymentId) ? null : paymentId;
}

/** The evidence of a decided approval: what was asked for, since only that can be decided, and what was read (INV-8). */
function evidenceByHand(now: Situation, decision: Decision): Evidence {
  const { authCode, last4, batchNumber } = decision.facts;
  return {
    reference: now.reference,
    providerDeviceId: now.providerDeviceId,
    amountMinor: now.amount.minor,
    currency: now.amount.currency,
    providerPaymentId: paymentByHand(now, decision),
    authCode,
    last4,
    batchNumber,
    providerDate: null,
    rrn: null,
    stan: null,
    acquirerId: null,
    acquirerName: null,
    issuerId: null,
    tid: null,
    mid: null,
    bin: null,
    cardType: null,
    saleNumber: null,
    entryMode: null,
    providerAt: null,
  };
}

/** What the provider's own approval says of one about which a person decided: the same, or something that does not fit. */
export function confirmByHand(now: Situation, evidence: Evidence): Move | null {
  if (!now.isByHand) return null;
  if (now.isDeniedByHand) return contradiction(['answer']);
  return misfitOf(now, evidence) ?? { state: null, timeline: { kind: 'called_back', result: 'confirmed' } };
}
