import { describe, expect, it } from 'vitest';
import type { RunState } from '#db/schema/end-of-day.ts';
import { type BoardFacts, boardSituation, canBeClosed } from './board-row.ts';

const facts: BoardFacts = {
  closedBy: 'device',
  batch: { id: 'bat_1', isEmpty: false },
  isOpenAtBank: false,
  run: null,
  heldBy: null,
  openCount: 0,
};
const situation = (changes: Partial<BoardFacts>) => boardSituation({ ...facts, ...changes });
const runOf = (batchId: 'bat_0' | 'bat_1', state: RunState) => ({ batchId, state });

describe('a device on the board', () => {
  it('is ready when its batch holds something and nothing is open on it', () => {
    expect(situation({})).toEqual({ kind: 'ready' });
    expect(situation({ run: runOf('bat_0', 'closed') })).toEqual({ kind: 'ready' });
  });

  it('has nothing to be closed without a batch, or with an empty one', () => {
    expect(situation({ batch: null })).toEqual({ kind: 'nothing' });
    expect(situation({ batch: { id: 'bat_1', isEmpty: true } })).toEqual({ kind: 'nothing' });
    expect(situation({ batch: null, run: runOf('bat_0', 'closed') })).toEqual({ kind: 'nothing' });
  });

  it('says before it is asked what a close would stop at', () => {
    expect(situation({ openCount: 2 })).toEqual({ kind: 'open_operations', count: 2 });
    expect(situation({ openCount: 1, heldBy: 'sale' })).toEqual({ kind: 'held', by: 'sale' });
  });

  it('is what the run of its own batch says, whatever else goes on', () => {
    expect(situation({ run: runOf('bat_1', 'blocked'), openCount: 2 })).toEqual({
      kind: 'run',
      openCount: 2,
    });
    expect(situation({ run: runOf('bat_1', 'failed'), batch: { id: 'bat_1', isEmpty: true } })).toEqual({
      kind: 'run',
      openCount: 0,
    });
  });

  it('whose bank closes is ready once a day of its bank is over, whatever is open on it today', () => {
    expect(situation({ closedBy: 'bank', batch: null, isOpenAtBank: true })).toEqual({ kind: 'bank_open' });
    expect(situation({ closedBy: 'bank', isOpenAtBank: true, openCount: 3 })).toEqual({ kind: 'ready' });
    expect(situation({ closedBy: 'bank', batch: null })).toEqual({ kind: 'nothing' });
  });
});

describe('a close together with others', () => {
  it('is offered for what can be asked for, and for what came to nothing before', () => {
    expect(canBeClosed({ kind: 'ready' }, null)).toBe(true);
    expect(canBeClosed({ kind: 'open_operations', count: 1 }, null)).toBe(true);
    expect(canBeClosed({ kind: 'run', openCount: 0 }, { state: 'blocked' })).toBe(true);
    expect(canBeClosed({ kind: 'run', openCount: 0 }, { state: 'failed' })).toBe(true);
  });

  it.each(['requested', 'closing', 'unknown', 'awaiting_totals', 'closed'] as const)(
    'is not offered while a close is %s',
    (state) => {
      expect(canBeClosed({ kind: 'run', openCount: 0 }, { state })).toBe(false);
    },
  );

  it('is not offered where there is nothing to close, or not for us to', () => {
    expect(canBeClosed({ kind: 'nothing' }, null)).toBe(false);
    expect(canBeClosed({ kind: 'bank_open' }, null)).toBe(false);
  });
});
