import type { transactionEvents } from '#db/schema/transaction-events.ts';
import type { AuditAction } from '#server/audit/actions.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { TimelineEntry } from '#server/transactions/timeline.ts';
import type { NotDone, Operation } from './operation.ts';

type EventRow = typeof transactionEvents.$inferSelect;
type Line = { at: Date; data: TimelineEntry; actorId: UserId | null };

/** The timeline of an operation, its follow-ups included, in order. */
export function timelineRows(operation: Operation): EventRow[] {
  const lines = [...ownLines(operation), ...operation.followUps.flatMap(followUpLines)];
  // Stable: what happened at one instant stays in the order it was written.
  const inOrder = lines.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return inOrder.map((line, index) => ({
    merchantId: operation.till.merchant.id,
    transactionId: operation.id,
    sequence: index + 1,
    at: line.at,
    kind: line.data.kind,
    data: line.data,
    actorId: line.actorId,
  }));
}

/** What the audit keeps of an operation: the wish, and every move of its state. */
export function auditEntries(operation: Operation): AuditEntry[] {
  const { amountMinor, till, kind } = operation;
  const { currency } = till.merchant;
  return ownLines(operation).map(({ at, data }): AuditEntry => {
    const action: AuditAction = `${kind}.${data.kind}`;
    const entry = { at, action, objectId: operation.id, result: 'done' as const };
    if (data.kind === 'requested' || (data.kind === 'abort' && data.step === 'requested')) {
      const actor = { kind: 'user' as const, id: operation.createdBy };
      return { ...entry, actor, data: { amountMinor, currency, deviceId: till.id } };
    }
    const reason = 'reason' in data ? data.reason : null;
    const job = jobOf(operation, data);
    return {
      ...entry,
      actor: { kind: 'system', id: job },
      data: { state: stateAfter(operation, data), amountMinor, currency, reason },
    };
  });
}

function stateAfter({ till }: Operation, data: TimelineEntry): string {
  switch (data.kind) {
    case 'settled':
      return data.state;
    case 'sending':
      return 'sending';
    case 'delivered':
    case 'abort':
      return till.connection.provider === 'interpay' ? 'awaiting' : 'unknown';
    default:
      return 'unknown';
  }
}

/** Which job learned it: from the answer to the operation itself, a result that was called back, or a later question. */
function jobOf(operation: Operation, data: TimelineEntry): string {
  if (data.kind === 'abort') return 'abort-operation';
  if (data.kind === 'settled' && operation.delivery) return 'apply-callback';
  if (data.kind === 'asked') return 'resolve-unknown';
  // No answer ever told that a result did not come.
  if (data.kind === 'unknown' && data.reason === 'no_callback') return 'resolve-unknown';
  return data.kind !== 'settled' || operation.doubt === null ? 'send-operation' : 'resolve-unknown';
}

function ownLines(operation: Operation): Line[] {
  const { createdAt, createdBy, sentAt, doubt, ending, overturned } = operation;
  const lines: Line[] = [
    { at: createdAt, data: { kind: 'requested' }, actorId: createdBy },
    { at: sentAt, data: { kind: 'sending' }, actorId: null },
    ...deliveryLines(operation),
  ];
  if (doubt) {
    const { since, reason, code } = doubt;
    lines.push({ at: since, data: { kind: 'unknown', reason, code }, actorId: null });
    for (const { at, answer } of doubt.asked) {
      const cause = answer === 'no_answer' ? { cause: 'provider_error' } : {};
      lines.push({ at, data: { kind: 'asked', answer, ...cause }, actorId: null });
    }
  }
  if (overturned) lines.push(settled(overturned));
  if (ending) lines.push(settled(ending));
  return lines;
}

function settled(ending: NotDone | { state: 'approved'; at: Date }): Line {
  const { state, at } = ending;
  const why =
    ending.state === 'approved' ? { reason: null, code: null } : { reason: ending.reason, code: ending.code };
  return { at, data: { kind: 'settled', state, ...why }, actorId: null };
}

/** How long the answer to the wish to stop something takes. */
const ABORT_ANSWER_MS = 140;

function deliveryLines({ createdBy, delivery, doubt }: Operation): Line[] {
  // An answer that was lost delivered nothing that anybody knew of.
  if (!delivery || doubt?.reason === 'connection_lost') return [];
  const { at, abortedAt } = delivery;
  const delivered: Line = { at, data: { kind: 'delivered' }, actorId: null };
  if (!abortedAt) return [delivered];
  const acceptedAt = new Date(abortedAt.getTime() + ABORT_ANSWER_MS);
  return [
    delivered,
    { at: abortedAt, data: { kind: 'abort', step: 'requested' }, actorId: createdBy },
    { at: acceptedAt, data: { kind: 'abort', step: 'accepted' }, actorId: null },
  ];
}

/** What a sale's timeline says of a refund or void of it. */
function followUpLines(followUp: Operation): Line[] {
  if (followUp.kind === 'sale') return [];
  const common = {
    kind: 'followed_up' as const,
    followUp: followUp.kind,
    transactionId: followUp.id,
    amountMinor: followUp.amountMinor,
  };
  const began: Line = {
    at: followUp.createdAt,
    data: { ...common, state: 'created' },
    actorId: followUp.createdBy,
  };
  const { ending } = followUp;
  return ending
    ? [began, { at: ending.at, data: { ...common, state: ending.state }, actorId: null }]
    : [began];
}
