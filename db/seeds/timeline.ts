import type { transactionEvents } from '#db/schema/transaction-events.ts';
import type { AuditEntry } from '#server/audit/record.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { TimelineEntry } from '#server/transactions/timeline.ts';
import { kahveDuragi } from './demo-world.ts';
import type { Operation } from './operation.ts';

type EventRow = typeof transactionEvents.$inferSelect;
type Line = { at: Date; data: TimelineEntry; actorId: UserId | null };

/** The timeline of an operation, its follow-ups included, in order. */
export function timelineRows(operation: Operation): EventRow[] {
  const lines = [...ownLines(operation), ...operation.followUps.flatMap(followUpLines)];
  // Stable: what happened at one instant stays in the order it was written.
  const inOrder = lines.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return inOrder.map((line, index) => ({
    merchantId: kahveDuragi.id,
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
  const currency = kahveDuragi.currency;
  return ownLines(operation).map(({ at, data }): AuditEntry => {
    const entry = { at, action: `${kind}.${data.kind}`, objectId: operation.id, result: 'done' as const };
    if (data.kind === 'requested') {
      const actor = { kind: 'user' as const, id: operation.createdBy };
      return { ...entry, actor, data: { amountMinor, currency, deviceId: till.id } };
    }
    const state = data.kind === 'settled' ? data.state : data.kind === 'sending' ? 'sending' : 'unknown';
    const reason = 'reason' in data ? data.reason : null;
    const job = isAnswered(operation, data) ? 'send-operation' : 'resolve-unknown';
    return {
      ...entry,
      actor: { kind: 'system', id: job },
      data: { state, amountMinor, currency, reason },
    };
  });
}

/** Whether the answer to the operation itself told it, not the answer to a later question. */
function isAnswered(operation: Operation, data: TimelineEntry): boolean {
  if (data.kind === 'asked') return false;
  return data.kind !== 'settled' || operation.doubt === null;
}

function ownLines({ createdAt, createdBy, sentAt, doubt, ending }: Operation): Line[] {
  const lines: Line[] = [
    { at: createdAt, data: { kind: 'requested' }, actorId: createdBy },
    { at: sentAt, data: { kind: 'sending' }, actorId: null },
  ];
  if (doubt) {
    const { since, reason, code } = doubt;
    lines.push({ at: since, data: { kind: 'unknown', reason, code }, actorId: null });
    for (const { at, answer } of doubt.asked) {
      const cause = answer === 'no_answer' ? { cause: 'provider_error' } : {};
      lines.push({ at, data: { kind: 'asked', answer, ...cause }, actorId: null });
    }
  }
  if (ending) {
    const { state, at } = ending;
    const why =
      ending.state === 'approved'
        ? { reason: null, code: null }
        : { reason: ending.reason, code: ending.code };
    lines.push({ at, data: { kind: 'settled', state, ...why }, actorId: null });
  }
  return lines;
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
