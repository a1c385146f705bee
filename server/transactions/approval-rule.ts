import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { confirmByHand } from './decision-rule.ts';
import { askAgainAt, contradictedBy, type Move, misfitOf, unknown } from './moves.ts';
import { isFinal, type Situation } from './transaction.ts';

/**
 * What an approval does that the provider answered with or was asked for: only what is about exactly this operation moves it
 * (INV-8, F11), and of one that proves too little it is asked again. Null when it tells nothing new. Pure.
 */
export function decideApproval(now: Situation, evidence: Evidence, at: Date): Move | null {
  if (now.state === 'created') return null;
  if (now.state === 'approved') return confirmByHand(now, evidence);
  // What a person saw undone stays undone.
  if (now.isUndone) return { state: null, timeline: { kind: 'called_back', result: 'approved' } };
  const misfit = misfitOf(now, evidence);
  if (misfit) return decideMisfit(now, misfit, at);
  if (!isBound(evidence)) return decideIncomplete(now, at);
  return {
    state: 'approved',
    evidence,
    outcome: null,
    nextQueryAt: null,
    ...(isFinal(now.state) ? { addFlags: ['late' as const] } : {}),
    timeline: { kind: 'settled', state: 'approved', reason: null, code: null },
  };
}

/** Whether an answer that disagrees with nothing says all that it has to agree with. */
function isBound({ reference, providerDeviceId, amountMinor, currency }: Evidence): boolean {
  return reference !== null && providerDeviceId !== null && amountMinor !== null && currency !== null;
}

function decideIncomplete(now: Situation, at: Date): Move | null {
  if (isFinal(now.state)) return null;
  const since = now.unknownSince ?? at;
  const outcome = { reason: 'incomplete_answer', code: null, text: null };
  return {
    ...unknown(outcome, since, askAgainAt(since, at, now.queryCount + 1)),
    state: now.state === 'unknown' ? null : 'unknown',
  };
}

/** Evidence of something else is told once; what says it again in answer to a later question tells nothing new (INV-9). */
function decideMisfit(now: Situation, said: Move & { state: null }, at: Date): Move {
  if (isFinal(now.state)) return said;
  const nextQueryAt = askAgainAt(now.unknownSince ?? at, at, now.queryCount + 1);
  if (now.state === 'sending') return { ...said, state: 'unknown', unknownSince: at, nextQueryAt };
  const isOnlyAmount = contradictedBy(said).every((field) => field === 'amount');
  if (!isOnlyAmount || !now.flags.includes('amount_differs')) return { ...said, nextQueryAt };
  return { state: null, nextQueryAt, timeline: { kind: 'asked', answer: 'other_amount' } };
}
