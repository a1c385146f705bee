import { describe, expect, it } from 'vitest';
import { judgeFailure } from './refusals.ts';

describe('a failure (§11)', () => {
  it('is judged by its group before its code', () => {
    expect(judgeFailure('10005', 'NOT_SUFFICIENT_FUNDS')).toEqual({
      kind: 'declined',
      reason: 'insufficient_funds',
    });
  });

  it('is judged by its code where its group is not listed, or says nothing', () => {
    const expired = { kind: 'declined', reason: 'expired_card' };
    for (const group of [null, '', 'UNKNOWN', 'NEW_GROUP'])
      expect(judgeFailure('10054', group)).toEqual(expired);
    expect(judgeFailure('1', 'UNKNOWN')).toEqual({ kind: 'unknown', cause: 'provider_error' });
  });

  it('that nobody lists is open', () => {
    for (const code of [null, '', '0', '777', '10999', 'constructor']) {
      expect(judgeFailure(code, null)).toEqual({ kind: 'unknown', cause: 'provider_error' });
      expect(judgeFailure(code, '__proto__')).toEqual({ kind: 'unknown', cause: 'provider_error' });
    }
  });

  it('of a bank that does not answer is open, never a decline', () => {
    for (const code of ['10214', '10216', '10219', '10228']) {
      expect(judgeFailure(code, null)).toEqual({ kind: 'unknown', cause: 'provider_timeout' });
    }
  });

  it('tells nobody that a card is suspected', () => {
    for (const group of ['FRAUD_SUSPECT', null]) {
      expect(judgeFailure('10034', group)).toEqual({ kind: 'declined', reason: 'other' });
    }
  });

  it.each([
    ['1000', 'turned_away'],
    ['1001', 'turned_away'],
    ['50000', 'too_many'],
    ['2000', 'refused'],
    ['9000', 'refused'],
    ['5062', 'refused'],
    ['5087', 'refused'],
    ['5184', 'declined'],
    ['6001', 'declined'],
    ['12', 'declined'],
    ['2', 'unknown'],
  ])('%s is %s', (code, kind) => {
    expect(judgeFailure(code, null).kind).toBe(kind);
  });
});
