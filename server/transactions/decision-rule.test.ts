import { describe, expect, test } from 'vitest';
import { VERDICTS, type Verdict } from '#db/schema/resolutions.ts';
import { STATES, type TransactionState } from '#db/schema/transactions.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { ANSWERED } from '#tests/factories/terminal.ts';
import type { Decision } from './decision-rule.ts';
import { decide, type Situation } from './transaction.ts';

const START = new Date('2026-03-01T10:00:00.000Z');
const LATER = new Date(START.getTime() + 3_600_000);

function situation(changes: Partial<Situation> = {}): Situation {
  return {
    kind: 'sale',
    state: 'unknown',
    flags: [],
    reference: 'ref_1',
    providerDeviceId: 'P00001',
    amount: { minor: 4_000, currency: 'CAD' },
    createdAt: START,
    sentAt: START,
    unknownSince: START,
    queryCount: 0,
    firstNotFoundAt: null,
    refusal: null,
    isPaymentTaken: false,
    ...ANSWERED,
    ...changes,
  };
}

function decision(verdict: Verdict, changes: Partial<Decision['facts']> = {}): Decision {
  return {
    resolutionId: 'rsl_1',
    verdict,
    facts: { authCode: '123456', last4: '0006', batchNumber: null, providerReference: null, ...changes },
    by: 'usr_1',
    checkedBy: 'usr_2',
  };
}

const decided = (now: Situation, what: Decision) =>
  decide(now, { kind: 'decided', decision: what }, LATER, PATIENCE);

// §15.5: unknown, staff decide; approved, staff confirm the void.
describe('a decision', () => {
  const ends: Record<TransactionState, Record<Verdict, TransactionState | 'stays' | 'nothing'>> = {
    created: { approved: 'nothing', not_charged: 'nothing', voided: 'nothing' },
    sending: { approved: 'nothing', not_charged: 'nothing', voided: 'nothing' },
    awaiting: { approved: 'approved', not_charged: 'failed', voided: 'cancelled' },
    unknown: { approved: 'approved', not_charged: 'failed', voided: 'cancelled' },
    approved: { approved: 'stays', not_charged: 'stays', voided: 'stays' },
    declined: { approved: 'approved', not_charged: 'stays', voided: 'stays' },
    failed: { approved: 'approved', not_charged: 'stays', voided: 'stays' },
    cancelled: { approved: 'approved', not_charged: 'stays', voided: 'stays' },
  };

  test.each(STATES.flatMap((state) => VERDICTS.map((verdict) => [state, verdict] as const)))(
    'about one that is %s, saying %s, never undoes an approval in place and settles what is open',
    (state, verdict) => {
      const move = decided(situation({ state }), decision(verdict));
      const end = ends[state][verdict];
      expect(move === null ? 'nothing' : (move.state ?? 'stays')).toBe(end);
      if (move) {
        const timeline = { kind: 'decided', verdict, by: 'usr_1', checkedBy: 'usr_2' };
        expect(move.timeline).toEqual(timeline);
      }
    },
  );

  test('never says that no money moved where the provider reported that it did, over another amount', () => {
    for (const state of ['awaiting', 'unknown'] as const) {
      const reported = situation({ state, flags: ['contradiction', 'amount_differs'] });
      expect(decided(reported, decision('not_charged'))).toBeNull();
      expect(decided({ ...reported, kind: 'refund' }, decision('not_charged'))).toBeNull();
      expect(decided({ ...reported, kind: 'void' }, decision('not_charged'))?.state).toBe('failed');
      expect(decided(reported, decision('voided'))?.state).toBe('cancelled');
      expect(decided(reported, decision('approved'))?.state).toBe('approved');
    }
  });

  test('that proves a charge after a final no marks it as late', () => {
    expect(decided(situation({ state: 'failed' }), decision('approved'))?.addFlags).toEqual(['late']);
    expect(decided(situation(), decision('approved'))?.addFlags).toBeUndefined();
  });

  test('books exactly what was asked for, with what was read', () => {
    const move = decided(situation(), decision('approved', { batchNumber: '12' }));
    expect(move?.evidence).toMatchObject({
      reference: 'ref_1',
      providerDeviceId: 'P00001',
      amountMinor: 4_000,
      currency: 'CAD',
      authCode: '123456',
      last4: '0006',
      batchNumber: '12',
    });
    expect(move?.nextQueryAt).toBeNull();
  });

  test('names the payment by what was read, else by its session, else by itself', () => {
    const paymentOf = (now: Situation, what: Decision) => decided(now, what)?.evidence?.providerPaymentId;
    const session = situation({ sessionId: 'S-1' });
    expect(paymentOf(session, decision('approved', { providerReference: 'R-1' }))).toBe('R-1');
    expect(paymentOf(session, decision('approved'))).toBe('S-1');
    expect(paymentOf(situation(), decision('approved'))).toBe('rsl_1');
    // The payment of its sale.
    expect(paymentOf(situation({ kind: 'refund' }), decision('approved'))).toBeNull();
  });

  test('makes no second sale of one payment, and brings nothing back that was undone', () => {
    expect(decided(situation({ isPaymentTaken: true }), decision('approved'))).toBeNull();
    expect(decided(situation({ state: 'cancelled', isUndone: true }), decision('approved'))).toBeNull();
  });
});
