import type { CalledOutcome, CalledResult } from '#server/gateways/callback.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { confirmByHand } from './decision-rule.ts';
import { type ContradictionField, contradiction, final, type Move, mismatches, unknown } from './moves.ts';
import { isFinal, type Situation } from './transaction.ts';

/** Reason of an operation that was undone before anybody here knew that it was approved. */
export const UNDONE = 'undone';

/**
 * What a called-back result does to the operation whose secret it carried: only what is about exactly this operation moves
 * it (C4), and what came first stands, but for a proof that the card was charged (C7). Null when it tells nothing new. Pure.
 */
export function decideCallback(now: Situation, said: CalledOutcome, at: Date): Move | null {
  const fields = misfits(now, said);
  if (fields.length > 0) return contradiction(fields);
  const session = { id: said.sessionId, handle: null };
  const move = decideResult(now, said, at);
  // An early callback teaches what the answer to the request has not told yet (C1).
  return move && now.sessionId === null ? { ...move, session } : move;
}

/** What shows that it is not about this operation. */
function misfits(now: Situation, said: CalledOutcome): ContradictionField[] {
  const isOtherSession = now.sessionId !== null && said.sessionId !== now.sessionId;
  return [
    ...(said.reference === now.reference ? [] : (['reference'] as const)),
    ...(isOtherSession || now.isSessionTaken ? (['session'] as const) : []),
    // INV-10: a refund that says it is none charged the customer instead.
    ...(said.isRefund === (now.kind === 'refund') ? [] : (['kind'] as const)),
  ];
}

function decideResult(now: Situation, said: CalledOutcome, at: Date): Move | null {
  const { result } = said;
  switch (result.kind) {
    case 'approved':
      return decideApproved(now, said, result);
    case 'declined':
    case 'cancelled':
      return decideNotDone(now, result);
    case 'voided':
      // Of an approved sale its void tells; of one that moved no money there is nothing to undo.
      if (isFinal(now.state) || now.state === 'created') return null;
      return final('cancelled', { reason: UNDONE, code: result.code, text: result.text });
    case 'ambiguous':
      return decideAmbiguous(now, result, at);
    default:
      return assertNever(result);
  }
}

function decideApproved(
  now: Situation,
  said: CalledOutcome,
  result: Extract<CalledResult, { kind: 'approved' }>,
): Move | null {
  if (now.state === 'created') return null;
  if (now.state === 'approved')
    return confirmByHand(now, { ...result.evidence, amountMinor: said.amountMinor });
  // What was undone stays undone: its approval is only what came before.
  if (now.isUndone) return { state: null, timeline: { kind: 'called_back', result: 'approved' } };
  const fields = mismatches(now, result.evidence);
  if (said.amountMinor !== now.amount.minor && !fields.includes('amount')) fields.push('amount');
  if (fields.length > 0) return contradiction(fields, fields.includes('amount') ? ['amount_differs'] : []);
  return {
    state: 'approved',
    evidence: result.evidence,
    outcome: null,
    nextQueryAt: null,
    addFlags: [
      ...(isFinal(now.state) ? (['late'] as const) : []),
      ...(result.isProven ? [] : (['needs_review'] as const)),
    ],
    timeline: { kind: 'settled', state: 'approved', reason: null, code: null },
  };
}

function decideNotDone(
  now: Situation,
  result: Extract<CalledResult, { kind: 'declined' | 'cancelled' }>,
): Move | null {
  const { code, text } = result;
  // A «no» about an approved sale while it is being voided is the void's; another one disagrees with what is known.
  if (now.state === 'approved') return now.isVoidRunning ? null : contradiction(['answer']);
  if (isFinal(now.state) || now.state === 'created') return null;
  if (result.kind === 'cancelled') return final('cancelled', { reason: 'stopped_on_device', code, text });
  const declined = final('declined', { reason: result.reason, code, text });
  return result.checkDevice ? { ...declined, addFlags: ['check_device'] } : declined;
}

/** Words that contradict each other have no money effect (C6). */
function decideAmbiguous(
  now: Situation,
  { code, text }: Extract<CalledResult, { kind: 'ambiguous' }>,
  at: Date,
): Move | null {
  if (now.state === 'created') return null;
  const said = contradiction(['words']);
  if (isFinal(now.state) || now.state === 'unknown') return said;
  const open = unknown({ reason: 'ambiguous_answer', code, text }, at, now.canQuery ? at : null);
  return { ...open, addFlags: said.addFlags };
}
