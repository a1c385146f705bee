import { describe, expect, it } from 'vitest';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import {
  isSlow,
  ladderPlace,
  middleStep,
  ON_TERMINAL_AFTER_MS,
  SLOW_AFTER_MS,
  STILL_WAITING_AFTER_MS,
} from './ladder-steps.ts';

const sentMs = Date.parse('2026-03-04T10:00:01.000Z');
const created: LiveTransaction = {
  id: 'txn_1',
  kind: 'sale',
  state: 'created',
  status: 'created',
  splitSaleId: null,
  amount: { minor: 11_800, currency: 'TRY' },
  device: { label: 'Kasa 1', branchName: 'Kadıköy', isOnline: false },
  createdAt: '2026-03-04T10:00:00.000Z',
  sentAt: null,
  settledAt: null,
  outcome: null,
  next: { kind: 'send_or_expire', at: '2026-03-04T10:00:30.000Z' },
  flags: [],
  resultBy: 'answer',
  canAsk: false,
  canAbort: false,
  abort: null,
  asking: null,
};
const sending: LiveTransaction = { ...created, state: 'sending', sentAt: '2026-03-04T10:00:01.000Z' };

describe('the ladder of an operation', () => {
  it('waits at the first step until the worker has taken it', () => {
    expect(ladderPlace(created, sentMs).step).toBe('created');
  });

  it('asks for no card where an amount is captured that is held already', () => {
    expect(ladderPlace({ ...sending, kind: 'capture' }, sentMs + ON_TERMINAL_AFTER_MS)).toEqual({
      step: 'terminal',
      sentence: 'withoutCard',
    });
  });

  it('takes the terminal to be asking for the card only a while after sending, and says «should»', () => {
    expect(ladderPlace(sending, sentMs + ON_TERMINAL_AFTER_MS - 1).step).toBe('sending');
    expect(ladderPlace(sending, sentMs + ON_TERMINAL_AFTER_MS)).toEqual({
      step: 'terminal',
      sentence: 'terminal',
    });
  });

  it('knows it is on the terminal when the provider said so', () => {
    expect(ladderPlace({ ...sending, state: 'awaiting' }, sentMs).sentence).toBe('delivered');
  });

  it('says no more than that it is on its way where the provider will say when the terminal has it', () => {
    const sent = { ...sending, resultBy: 'callback' as const };
    expect(ladderPlace(sent, sentMs + 20_000)).toEqual({ step: 'sending', sentence: 'sending' });
  });

  // §15.6: T_hint.
  it('sends people to the terminal when a result takes long, and only then', () => {
    const awaiting: LiveTransaction = { ...sending, state: 'awaiting', resultBy: 'callback' };
    expect(ladderPlace(awaiting, sentMs + STILL_WAITING_AFTER_MS - 1).sentence).toBe('delivered');
    expect(ladderPlace(awaiting, sentMs + STILL_WAITING_AFTER_MS).sentence).toBe('stillWaiting');
  });

  // §15.6: T_slow.
  it('puts the stop in front when a result takes very long, and no more once nobody knows', () => {
    const awaiting: LiveTransaction = { ...sending, state: 'awaiting', resultBy: 'callback' };
    expect(isSlow(awaiting, sentMs + SLOW_AFTER_MS - 1)).toBe(false);
    expect(isSlow(awaiting, sentMs + SLOW_AFTER_MS)).toBe(true);
    expect(isSlow({ ...awaiting, state: 'unknown' }, sentMs + SLOW_AFTER_MS)).toBe(false);
    expect(isSlow(created, sentMs + SLOW_AFTER_MS)).toBe(false);
  });

  it('waits for no card where something is taken back at the provider', () => {
    const awaiting: LiveTransaction = { ...sending, kind: 'void', state: 'awaiting', resultBy: 'callback' };
    expect(ladderPlace(awaiting, sentMs + STILL_WAITING_AFTER_MS)).toEqual({
      step: 'terminal',
      sentence: 'reported',
    });
  });

  it('speaks of no terminal and no card where there is none: the payer has the link, then the provider decides', () => {
    const online: LiveTransaction = { ...sending, device: { ...sending.device, isOnline: true } };
    expect(ladderPlace(online, sentMs + ON_TERMINAL_AFTER_MS)).toEqual({
      step: 'sending',
      sentence: 'sendingOnline',
    });
    const open: LiveTransaction = { ...online, state: 'awaiting' };
    expect(ladderPlace(open, sentMs + STILL_WAITING_AFTER_MS).sentence).toBe('openOnline');
    const reviewed: LiveTransaction = { ...open, outcome: { reason: 'in_review', code: null } };
    expect(ladderPlace(reviewed, sentMs).sentence).toBe('reviewOnline');
    expect([sending, open, reviewed, { ...online, kind: 'refund' as const }].map(middleStep)).toEqual([
      'terminal',
      'page',
      'provider',
      'provider',
    ]);
  });

  it('says that nobody knows yet when the answer is lost, never that it failed', () => {
    expect(ladderPlace({ ...sending, state: 'unknown' }, sentMs)).toEqual({
      step: 'result',
      sentence: 'unknown',
    });
  });

  it('leaves the word to the outcome at the end', () => {
    for (const state of ['approved', 'declined', 'failed', 'cancelled'] as const)
      expect(ladderPlace({ ...sending, state }, sentMs)).toEqual({ step: 'result', sentence: null });
  });
});
