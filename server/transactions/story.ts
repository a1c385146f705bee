import type { CallbackRow } from '#db/queries/inbox.ts';
import type { CopyRow } from '#db/queries/receipt-copies.ts';
import type { RunState } from '#db/schema/end-of-day.ts';
import type { CopyForm } from '#db/schema/receipt-copies.ts';
import type { EndOfDayRunId, UserId } from '#server/kernel/ids.ts';
import type { TimelineEntry } from './timeline.ts';

/** What happened to an operation as it is shown: its own lines, and what else was stored about it. */
export type StoryEntry =
  | TimelineEntry
  /** Its slip left other than on paper. */
  | { kind: 'copied'; form: CopyForm; recipient: string | null }
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
export function tellStory({ events, copies, callbacks, runs }: StoryRows): StoryLine[] {
  const own = events.map(({ sequence, at, actorId, entry }) => ({
    key: String(sequence),
    at,
    actorId,
    entry,
  }));
  const others: StoryLine[] = [
    ...copies.map(({ id, form, recipient, madeAt, madeBy }) => ({
      key: id,
      at: madeAt,
      actorId: madeBy,
      entry: { kind: 'copied', form, recipient } as const,
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
