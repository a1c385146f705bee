import { describe, expect, it } from 'vitest';
import { boardSteps } from './board-steps.ts';
import { closeSteps } from './close-steps.ts';

const places = (...given: Parameters<typeof boardSteps>) => Object.values(boardSteps(...given)).join(' ');
const WAITING = 'waiting waiting waiting waiting waiting';

describe('the steps of a device on the board', () => {
  it('are those of the close in hand', () => {
    const run = { state: 'blocked', isMatched: null } as const;
    expect(boardSteps({ situation: { kind: 'run', openCount: 0 }, run })).toEqual(closeSteps('blocked'));
  });

  it('are those of the last close while there is nothing to close', () => {
    const run = { state: 'closed', isMatched: true } as const;
    expect(boardSteps({ situation: { kind: 'nothing' }, run })).toEqual(closeSteps('matched'));
    expect(places({ situation: { kind: 'nothing' }, run: null })).toBe(WAITING);
  });

  it('never show a step of yesterday’s close as done for the batch of today', () => {
    const run = { state: 'closed', isMatched: true } as const;
    for (const kind of ['ready', 'bank_open'] as const)
      expect(places({ situation: { kind }, run })).toBe(WAITING);
    expect(places({ situation: { kind: 'held', by: 'sale' }, run })).toBe(WAITING);
  });

  it('stop at the check, before anybody asks, over what has no end', () => {
    const situation = { kind: 'open_operations', count: 2 } as const;
    expect(places({ situation, run: null })).toBe('stopped waiting waiting waiting waiting');
  });
});
