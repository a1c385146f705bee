import type { CallbackRow } from '#db/queries/inbox.ts';
import type { MailRow } from '#db/queries/mails.ts';
import type { CopyRow } from '#db/queries/receipt-copies.ts';
import type { RunState } from '#db/schema/end-of-day.ts';
import type { MailState } from '#db/schema/mails.ts';
import type { CopyForm } from '#db/schema/receipt-copies.ts';
import type { EndOfDayRunId, UserId } from '#server/kernel/ids.ts';
import type { TimelineEntry } from './timeline.ts';

/** What happened to an operation as it is shown: its own lines, and what else was stored about it. */
export type StoryEntry =
  | TimelineEntry
  /** Its slip left other than on paper. */
  | { kind: 'copied'; form: Exclude<CopyForm, 'mail'> }
  /** Its slip was sent by mail, and how far the mail came; enough of the address to tell it from another. */
  | { kind: 'mailed'; state: MailState; to: string }
  /** The provider called by itself, and what came of that. */
  | {
      kind: 'callback';
      state: CallbackRow['state'];
      claims: CallbackRow['claims'];
      deliveries: number;
    }
  /** The batch it is in went through an end of day. */
  | { kind: 'end_of_day'; runId: EndOfDayRunId; state: RunState; isMatched: boolean | null };

/** One line before the names of its people are known. */
export type StoryLine = {
  /** Its own within the operation. */
  key: string;
  at: Date;
  actorId: UserId | null;
  /** Null for a line a later version wrote. */
  entry: StoryEntry | null;
};

/** What is stored about an operation beside its own lines. */
export type StoryRows = {
  events: readonly { sequence: number; at: Date; actorId: UserId | null; entry: TimelineEntry | null }[];
  copies: readonly CopyRow[];
  mails: readonly Pick<MailRow, 'id' | 'state' | 'maskedTo' | 'askedBy' | 'createdAt'>[];
  callbacks: readonly Pick<CallbackRow, 'id' | 'state' | 'claims' | 'deliveries' | 'receivedAt'>[];
  runs: readonly {
    id: EndOfDayRunId;
    state: RunState;
    isMatched: boolean | null;
    requestedBy: UserId;
    requestedAt: Date;
    endedAt: Date | null;
  }[];
};

/** All of it in one order, newest first. Its own lines keep the order they were written in, whatever their clocks said. Pure. */
export function tellStory({ events, copies, mails, callbacks, runs }: StoryRows): StoryLine[] {
  const own = events.map(({ sequence, at, actorId, entry }) => ({
    key: String(sequence),
    at,
    actorId,
    entry,
  }));
  const others: StoryLine[] = [
    ...copies.flatMap(({ id, form, madeAt, madeBy }) =>
      // Of a mail its own row tells more.
      form === 'mail'
        ? []
        : [{ key: id, at: madeAt, actorId: madeBy, entry: { kind: 'copied', form } as const }],
    ),
    ...mails.map(({ id, state, maskedTo, askedBy, createdAt }) => ({
      key: id,
      at: createdAt,
      actorId: askedBy,
      entry: { kind: 'mailed', state, to: maskedTo } as const,
    })),
    ...callbacks.map(({ id, receivedAt, state, claims, deliveries }) => ({
      key: id,
      at: receivedAt,
      actorId: null,
      entry: { kind: 'callback', state, claims, deliveries } as const,
    })),
    ...runs.map(({ id, state, isMatched, requestedBy, requestedAt, endedAt }) => ({
      key: id,
      at: endedAt ?? requestedAt,
      actorId: requestedBy,
      entry: { kind: 'end_of_day', runId: id, state, isMatched } as const,
    })),
  ].sort((a, b) => b.at.getTime() - a.at.getTime());
  return merged(own, others);
}

/** Two lists, each newest first, as one; of two lines of the same instant the own one is the newer. */
function merged(own: readonly StoryLine[], others: readonly StoryLine[]): StoryLine[] {
  const story: StoryLine[] = [];
  let next = 0;
  for (const line of own) {
    for (let other = others[next]; other && other.at > line.at; other = others[next]) {
      story.push(other);
      next += 1;
    }
    story.push(line);
  }
  return [...story, ...others.slice(next)];
}
