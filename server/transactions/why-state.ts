import type { ExchangeRow } from '#db/queries/exchanges.ts';
import type { CallbackRow } from '#db/queries/inbox.ts';
import type { TransactionState } from '#db/schema/transactions.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { TimelineEntry } from './timeline.ts';
import { isFinal } from './transaction.ts';

/** What decided that an operation stands as it does, and when. */
export type Why =
  /** Nothing has left us. */
  | { by: 'nobody_yet'; at: Date }
  /** It is on its way, or with the provider, since then; no result has come. */
  | { by: 'waiting'; at: Date }
  /** No reliable answer came, and it was asked about so often since. */
  | { by: 'silence'; at: Date; asked: number }
  /** The provider's answer to what we sent, or to our question. */
  | { by: 'answer' | 'question'; at: Date; httpStatus: number | null }
  /** What the provider called back. */
  | { by: 'callback'; at: Date }
  | { by: 'person'; at: Date; decidedBy: UserId; checkedBy: UserId | null }
  /** Our own rule: its time was over, and nothing had left us or come to light. */
  | { by: 'time'; at: Date };

/** What is known of an operation; lines newest first. */
export type Known = {
  state: TransactionState;
  createdAt: Date;
  sentAt: Date | null;
  unknownSince: Date | null;
  lines: readonly { at: Date; entry: TimelineEntry | null }[];
  exchanges: readonly Pick<ExchangeRow, 'purpose' | 'at' | 'durationMs' | 'httpStatus' | 'failure'>[];
  callbacks: readonly Pick<CallbackRow, 'state' | 'receivedAt' | 'settledAt'>[];
};

/** What decided is stored in the commit of the decision, or right before it. */
const NEAR_MS = 5_000;

/** Finds the evidence that made the state what it is: the newest line that settled it, and what came in right before. Pure. */
export function whyState(known: Known): Why {
  const { state, createdAt, sentAt, unknownSince, lines } = known;
  if (state === 'created') return { by: 'nobody_yet', at: createdAt };
  if (state === 'unknown') {
    const asked = lines.filter(({ entry }) => entry?.kind === 'asked').length;
    return { by: 'silence', at: unknownSince ?? sentAt ?? createdAt, asked };
  }
  if (!isFinal(state)) return { by: 'waiting', at: sentAt ?? createdAt };
  const deciding = lines.find(({ entry }) => entry?.kind === 'settled' || entry?.kind === 'decided');
  if (!deciding) return { by: 'time', at: createdAt };
  const { at, entry } = deciding;
  if (entry?.kind === 'decided') return { by: 'person', at, decidedBy: entry.by, checkedBy: entry.checkedBy };
  return evidenceAt(known, at) ?? { by: 'time', at };
}

function evidenceAt({ exchanges, callbacks }: Known, at: Date): Why | null {
  const called = callbacks.flatMap(({ state, receivedAt, settledAt }) =>
    state === 'applied' && settledAt
      ? [{ near: distance(settledAt, at), why: { by: 'callback', at: receivedAt } as const }]
      : [],
  );
  const answered = exchanges.flatMap(({ purpose, at: sentAt, durationMs, httpStatus, failure }) => {
    const isQuestion = purpose === 'query';
    if ((!isQuestion && purpose !== 'operation') || failure !== null) return [];
    const answeredAt = new Date(sentAt.getTime() + durationMs);
    const why = { by: isQuestion ? 'question' : 'answer', at: answeredAt, httpStatus } as const;
    return [{ near: distance(answeredAt, at), why }];
  });
  const nearest = [...called, ...answered].sort((a, b) => a.near - b.near)[0];
  return nearest && nearest.near <= NEAR_MS ? nearest.why : null;
}

function distance(a: Date, b: Date): number {
  return Math.abs(a.getTime() - b.getTime());
}
