import type { RunState } from '#db/schema/end-of-day.ts';
import type { BatchId } from '#server/kernel/ids.ts';
import type { Holder } from '#server/terminals/derive-health.ts';

/** What the board knows of a device. */
export type BoardFacts = {
  closedBy: 'device' | 'bank';
  /** The batch that is to be closed next: the open one, or the oldest one that the bank has ended. */
  batch: { id: BatchId; isEmpty: boolean } | null;
  /** The bank has an open batch of it. */
  isOpenAtBank: boolean;
  /** The latest try to close it, or else the run that closed the one before. */
  run: { batchId: BatchId; state: RunState } | null;
  /** What has the device in its hands, if it is no close. */
  heldBy: Exclude<Holder, 'end-of-day'> | null;
  /** Operations and split sales of the device without an end. */
  openCount: number;
};

/** How a device stands on the board; of those with a run the run says it. */
export type BoardSituation =
  /** A close of the batch is under way, waits for somebody, or came to nothing; with what is open on the device by now. */
  | { kind: 'run'; openCount: number }
  /** Nothing to be closed; the last close, if there was one, is done. */
  | { kind: 'nothing' }
  /** The bank closes the batch by itself; our book of it comes after that. */
  | { kind: 'bank_open' }
  /** It can be closed now. */
  | { kind: 'ready' }
  /** A close would stop at its first step. */
  | { kind: 'open_operations'; count: number }
  /** Somebody is using it; a close would be turned away. */
  | { kind: 'held'; by: Exclude<Holder, 'end-of-day'> };

/** How a device stands. Pure. */
export function boardSituation(facts: BoardFacts): BoardSituation {
  const { closedBy, batch, run, heldBy, openCount } = facts;
  if (batch && run?.batchId === batch.id) return { kind: 'run', openCount };
  if (!batch && facts.isOpenAtBank) return { kind: 'bank_open' };
  if (!batch || (batch.isEmpty && closedBy === 'device')) return { kind: 'nothing' };
  // A book is closed without the device, and only what is of its own day holds it up.
  if (closedBy === 'bank') return { kind: 'ready' };
  if (heldBy) return { kind: 'held', by: heldBy };
  return openCount > 0 ? { kind: 'open_operations', count: openCount } : { kind: 'ready' };
}

/** Whether the close of a device can be asked for together with others: it has something to close and no close goes on. */
export function canBeClosed(situation: BoardSituation, run: { state: RunState } | null): boolean {
  switch (situation.kind) {
    case 'ready':
    case 'held':
    case 'open_operations':
      return true;
    case 'run':
      return run?.state === 'blocked' || run?.state === 'failed';
    case 'nothing':
    case 'bank_open':
      return false;
  }
}
