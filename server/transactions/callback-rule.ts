import type { CalledOutcome, CalledResult } from '#server/gateways/callback.ts';
import type { Evidence } from '#server/gateways/terminal-gateway.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { confirmByHand } from './decision-rule.ts';
import {
  type ContradictionField,
  contradiction,
  final,
  isReported,
  type Move,
  misfitOf,
  otherAmountFlags,
  unknown,
} from './moves.ts';
import { hintPage } from './page-rule.ts';
import { isFinal, type Situation } from './transaction.ts';

/** Reason of an operation that was undone before anybody here knew that it was approved. */
export const UNDONE = 'undone';

/**
 * What a called-back result does to the operation whose secret it carried: only what is about exactly this operation moves
 * it (C4), and what came first stands, but for a proof that the card was charged (C7). Null when it tells nothing new. Pure.
 */
export function decideCallback(now: Situation, said: CalledOutcome, at: Date): Move | null {
  const fields = misfits(now, said);
  if (fields.length > 0) return contradiction(fields, flagsFor(said, fields), said.amountMinor);
  const session = { id: said.sessionId, handle: null };
  const move = decideResult(now, said, at);
  // An early callback teaches what the answer to the request has not told yet (C1).
  return move && now.sessionId === null ? { ...move, session } : move;
}

/** Of a void: what was called back of its sale says that it happened, whoever it was that undid it. Pure. */
export function decideUndone(now: Situation, evidence: Evidence): Move | null {
  if (now.kind !== 'void' || now.state === 'approved') return null;
  return {
    state: 'approved',
    evidence,
    outcome: null,
    nextQueryAt: null,
    ...(isFinal(now.state) ? { addFlags: ['late' as const] } : {}),
    timeline: { kind: 'settled', state: 'approved', reason: null, code: null },
  };
}

/** Of a void that is on its way: the sale stands (§7). Pure. */
export function decideNotUndone(
  now: Situation,
  { code, text }: { code: string; text: string | null },
): Move | null {
  if (now.kind !== 'void' || isFinal(now.state) || now.state === 'created') return null;
  return final('failed', { reason: 'state_forbids', code, text });
}

/** Something has happened, and what it was is asked where somebody can be; held: a person has to confirm it. Pure. */
export function decideHint(now: Situation, isHeld: boolean, at: Date): Move | null {
  if (now.page) return hintPage(now, now.page, at);
  if (now.state === 'created' || (isFinal(now.state) && !isHeld)) return null;
  // Nobody looks at what has ended, unless something is said against that end.
  if (isFinal(now.state)) return contradiction(['answer'], ['needs_review']);
  const asks = now.canQuery && (now.state === 'awaiting' || now.state === 'unknown');
  // A doubtful refusal that has been spoken against is not believed any more because time passes: a person decides.
  const isForPerson = now.refusal !== null && !now.canQuery;
  return {
    state: null,
    ...(asks ? { nextQueryAt: at } : {}),
    ...(isForPerson ? { nextQueryAt: null } : {}),
    ...(isHeld ? { addFlags: ['needs_review' as const] } : {}),
    timeline: { kind: 'called_back', result: isHeld ? 'held' : 'hint' },
  };
}

/** What shows that it is not about this operation; nothing of it may be applied then (C4). */
export function misfits(now: Situation, said: CalledOutcome): ContradictionField[] {
  const isOtherSession = now.sessionId !== null && said.sessionId !== now.sessionId;
  return [
    ...(said.reference === now.reference ? [] : (['reference'] as const)),
    ...(isOtherSession || now.isSessionTaken ? (['session'] as const) : []),
    // INV-10: a refund that says it is none charged the customer instead.
    ...(said.isRefund === (now.kind === 'refund') ? [] : (['kind'] as const)),
    ...(isOtherAmount(now, said) ? (['amount'] as const) : []),
  ];
}

/** An approval has to say the amount; the rest only must not say another one. */
function isOtherAmount(now: Situation, { result, amountMinor }: CalledOutcome): boolean {
  if (amountMinor === null) return result.kind === 'approved';
  return amountMinor !== now.amount.minor;
}

/** The device took another amount: a person decides what that was (§6.5). */
function flagsFor({ result }: CalledOutcome, fields: readonly ContradictionField[]) {
  return result.kind === 'approved' ? otherAmountFlags(fields) : [];
}

function decideResult(now: Situation, said: CalledOutcome, at: Date): Move | null {
  const { result } = said;
  switch (result.kind) {
    case 'approved':
      return decideApproved(now, result);
    case 'declined':
    case 'cancelled':
      return decideNotDone(now, result, at);
    case 'voided':
      // Nobody voids a refund here: what that would mean for its sale, a person has to say.
      if (now.state === 'approved' && now.kind === 'refund') return contradiction(['answer']);
      // Of an approved sale its void tells; of one that moved no money there is nothing to undo.
      if (isFinal(now.state) || now.state === 'created') return null;
      return final('cancelled', { reason: UNDONE, code: result.code, text: result.text });
    case 'ambiguous':
      return decideAmbiguous(now, result, at);
    default:
      return assertNever(result);
  }
}

function decideApproved(now: Situation, result: Extract<CalledResult, { kind: 'approved' }>): Move | null {
  if (now.state === 'created') return null;
  if (now.state === 'approved') return confirmByHand(now, result.evidence);
  // What was undone stays undone: its approval is only what came before.
  if (now.isUndone) return { state: null, timeline: { kind: 'called_back', result: 'approved' } };
  const misfit = misfitOf(now, result.evidence);
  if (misfit) return misfit;
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
  at: Date,
): Move | null {
  const { code, text, mentionsVoid } = result;
  // A «no» that speaks of a void, while the sale is being voided, is the void's; any other disagrees with what is known.
  if (now.state === 'approved') return now.isVoidRunning && mentionsVoid ? null : contradiction(['answer']);
  if (isFinal(now.state) || now.state === 'created') return null;
  if (isReported(now)) return contradiction(['answer']);
  // Only what was approved can have had a void: a «no» to that says nothing of the result, which is still to come (§8.3).
  if (result.mentionsVoid) return decideHint(now, false, at);
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
