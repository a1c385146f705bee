import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATES } from '#db/schema/transactions.ts';
import type { Evidence, OperationReply, QueryReply } from '#server/gateways/terminal-gateway.ts';
import { PATIENCE } from '#tests/factories/patience.ts';
import { ANSWERED } from '#tests/factories/terminal.ts';
import { askAgainAt } from './moves.ts';
import { decide, isFinal, type Situation, type TransactionEvent } from './transaction.ts';

const START = new Date('2026-03-01T10:00:00.000Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const patience = PATIENCE;

function situation(changes: Partial<Situation> = {}): Situation {
  return {
    kind: 'sale',
    state: 'sending',
    flags: [],
    reference: 'ref_1',
    providerDeviceId: 'P00001',
    amount: { minor: 11_800, currency: 'TRY' },
    createdAt: START,
    sentAt: at(1),
    unknownSince: null,
    queryCount: 0,
    firstNotFoundAt: null,
    refusal: null,
    isPaymentTaken: false,
    ...ANSWERED,
    ...changes,
  };
}

const unknown = (changes: Partial<Situation> = {}) =>
  situation({ state: 'unknown', unknownSince: at(60), ...changes });

const evidence: Evidence = {
  reference: 'ref_1',
  providerDeviceId: 'P00001',
  amountMinor: 11_800,
  currency: 'TRY',
  providerPaymentId: 'PAY-1',
  providerDate: '2026-03-01',
  authCode: '1',
  rrn: '2',
  stan: '3',
  batchNumber: '001',
  acquirerId: '62',
  acquirerName: null,
  issuerId: null,
  tid: null,
  mid: null,
  bin: '454360',
  last4: '0006',
  cardType: 'credit',
  saleNumber: null,
  entryMode: 'chip',
  providerAt: null,
};
const approved: OperationReply = { kind: 'approved', evidence };
const replied = (reply: OperationReply): TransactionEvent => ({ kind: 'replied', reply });
const queried = (reply: QueryReply): TransactionEvent => ({ kind: 'queried', reply });

describe('a claim', () => {
  test('takes a fresh operation once', () => {
    expect(
      decide(
        situation({ state: 'created', sentAt: null }),
        { kind: 'claimed', workerKey: 7 },
        at(1),
        patience,
      ),
    ).toMatchObject({ state: 'sending', workerKey: 7 });
    expect(decide(situation(), { kind: 'claimed', workerKey: 7 }, at(1), patience)).toBeNull();
  });

  test('is refused after thirty seconds: what was not sent by then never is (K2)', () => {
    const created = situation({ state: 'created', sentAt: null });
    expect(decide(created, { kind: 'claimed', workerKey: 7 }, at(30), patience)).toBeNull();
    expect(decide(created, { kind: 'expired_unsent' }, at(30), patience)).toMatchObject({
      state: 'failed',
      outcome: { reason: 'not_sent_in_time' },
    });
  });
});

describe('an approval', () => {
  test('bound to reference, device, amount and currency settles the sale', () => {
    expect(decide(situation(), replied(approved), at(5), patience)).toMatchObject({
      state: 'approved',
      evidence,
      nextQueryAt: null,
    });
  });

  test.each([
    ['reference', { reference: 'ref_2' }, []],
    ['device', { providerDeviceId: 'P00002' }, []],
    ['amount', { amountMinor: 11_801 }, ['amount_differs']],
    ['amount', { currency: 'EUR' as const }, ['amount_differs']],
  ])('about another %s is a contradiction and never a success (F11)', (field, change, more) => {
    const move = decide(
      situation(),
      replied({ kind: 'approved', evidence: { ...evidence, ...change } }),
      at(5),
      patience,
    );
    expect(move).toMatchObject({
      state: 'unknown',
      addFlags: ['contradiction', ...more],
      timeline: { kind: 'contradiction', fields: [field] },
    });
    expect(move?.evidence).toBeUndefined();
  });

  describe('over another amount that a question brings to light', () => {
    const other: QueryReply = { kind: 'approved', evidence: { ...evidence, amountMinor: 11_900 } };

    test('is said with that amount, flagged for a person, and leaves the state as it is (C4, F11)', () => {
      for (const state of ['awaiting', 'unknown'] as const) {
        const move = decide(situation({ state, unknownSince: at(60) }), queried(other), at(61), patience);
        expect(move).toEqual({
          state: null,
          addFlags: ['contradiction', 'amount_differs'],
          countsAsQuery: true,
          nextQueryAt: at(67),
          timeline: { kind: 'contradiction', fields: ['amount'], amountMinor: 11_900 },
        });
      }
    });

    test('has one effect, however often the answer repeats it (INV-9)', () => {
      const told = unknown({ flags: ['contradiction', 'amount_differs'] });
      const move = decide(told, queried(other), at(61), patience);
      expect(move?.timeline).toEqual({ kind: 'asked', answer: 'other_amount' });
      expect(move?.addFlags).toBeUndefined();
      const elsewhere = { ...evidence, amountMinor: 11_900, providerDeviceId: 'X' };
      expect(
        decide(told, queried({ kind: 'approved', evidence: elsewhere }), at(61), patience),
      ).toMatchObject({
        timeline: { kind: 'contradiction', fields: ['device', 'amount'] },
      });
    });

    test('in another currency does not name an amount of ours', () => {
      const euros: QueryReply = { kind: 'approved', evidence: { ...evidence, currency: 'EUR' } };
      expect(decide(unknown(), queried(euros), at(61), patience)?.timeline).toEqual({
        kind: 'contradiction',
        fields: ['amount'],
      });
    });
  });

  test.each(['reference', 'providerDeviceId', 'amountMinor', 'currency'] as const)(
    'that leaves out its %s proves nothing yet',
    (field) => {
      expect(
        decide(
          situation(),
          replied({ kind: 'approved', evidence: { ...evidence, [field]: null } }),
          at(5),
          patience,
        ),
      ).toMatchObject({
        state: 'unknown',
        outcome: { reason: 'incomplete_answer' },
      });
    },
  );

  test.each(['declined', 'failed', 'cancelled'] as const)(
    'after %s is written down as late, because the card was charged (INV-7)',
    (state) => {
      expect(decide(situation({ state }), queried(approved), at(300), patience)).toMatchObject({
        state: 'approved',
        addFlags: ['late'],
      });
    },
  );

  test('twice has one effect (INV-9)', () => {
    expect(decide(situation({ state: 'approved' }), queried(approved), at(300), patience)).toBeNull();
  });
});

describe('an answer that leaves the outcome open', () => {
  test('makes it unknown and plans to ask in three seconds', () => {
    expect(
      decide(
        situation(),
        replied({ kind: 'unknown_outcome', cause: 'deadline', code: null, text: null }),
        at(150),
        patience,
      ),
    ).toMatchObject({
      state: 'unknown',
      unknownSince: at(150),
      nextQueryAt: at(153),
    });
  });

  test('does not set back one that is already being asked about', () => {
    expect(
      decide(
        unknown(),
        replied({ kind: 'unknown_outcome', cause: 'deadline', code: null, text: null }),
        at(150),
        patience,
      ),
    ).toBeNull();
  });

  test('is what a dead worker leaves, asked about at once (K3)', () => {
    expect(decide(situation(), { kind: 'worker_lost' }, at(9), patience)).toMatchObject({
      state: 'unknown',
      nextQueryAt: at(9),
    });
  });
});

describe('a refusal', () => {
  const refused = (confirm: boolean) =>
    replied({ kind: 'refused', reason: 'device_busy', code: '380201', text: null, confirm });

  test('of the request itself is final', () => {
    expect(decide(situation(), refused(false), at(2), patience)).toMatchObject({
      state: 'failed',
      outcome: { reason: 'device_busy' },
    });
  });

  test('by state is believed only after one question finds nothing (F13)', () => {
    expect(decide(situation(), refused(true), at(2), patience)).toMatchObject({
      state: 'unknown',
      nextQueryAt: at(2),
    });
    const refusal = { reason: 'device_busy', code: '380201', text: null };
    expect(decide(unknown({ refusal }), queried({ kind: 'not_found' }), at(3), patience)).toMatchObject({
      state: 'failed',
      outcome: refusal,
    });
    expect(decide(unknown({ refusal }), queried(approved), at(3), patience)).toMatchObject({
      state: 'approved',
    });
  });
});

describe('a «no» to what was reported as carried out before, over another amount or without proof', () => {
  const no = { reason: 'device_busy', code: '8505', text: null } as const;
  const refused: OperationReply = { kind: 'refused', ...no, confirm: false };
  const declined = { kind: 'declined', reason: 'other', code: '8509', text: null } as const;
  const reported = ['amount_differs', 'needs_review'] as const;

  test.each(reported)('«%s»: in an answer it ends nothing: a person decides', (flag) => {
    for (const reply of [refused, declined]) {
      expect(decide(situation({ flags: [flag] }), replied(reply), at(5), patience)).toMatchObject({
        state: 'unknown',
        addFlags: ['contradiction'],
      });
      expect(decide(unknown({ flags: [flag] }), replied(reply), at(65), patience)).toMatchObject({
        state: null,
        addFlags: ['contradiction'],
        timeline: { kind: 'contradiction', fields: ['answer'] },
      });
    }
  });

  test.each(reported)(
    '«%s»: in a record of who calls back it is no answer, and is asked about on',
    (flag) => {
      const now = unknown({ flags: [flag], queryCount: 9, resultBy: 'callback' });
      expect(decide(now, queried(declined), at(600), patience)).toEqual({
        state: null,
        countsAsQuery: true,
        nextQueryAt: at(660),
        timeline: { kind: 'asked', answer: 'no_answer', cause: 'ambiguous_answer' },
      });
    },
  );

  test.each(reported)('«%s»: from who is asked for the last word it ends it', (flag) => {
    const now = unknown({ flags: [flag], firstNotFoundAt: at(241) });
    expect(decide(now, queried(declined), at(600), patience)).toMatchObject({ state: 'declined' });
    expect(decide(now, queried({ kind: 'not_found' }), at(600), patience)).toMatchObject({ state: 'failed' });
  });

  test('does not end it when the waiting is over either', () => {
    const refusal = { ...no };
    for (const flag of reported) {
      const now = unknown({ flags: [flag], refusal, canQuery: false, resultBy: 'callback' });
      expect(decide(now, { kind: 'silence' }, at(600), patience)).toMatchObject({ state: null });
    }
  });
});

describe('«not found»', () => {
  test('inside the waiting window changes nothing but when to ask next', () => {
    const move = decide(unknown({ queryCount: 8 }), queried({ kind: 'not_found' }), at(200), patience);
    expect(move).toMatchObject({ state: null, nextQueryAt: at(241) });
  });

  test('fails it only when said twice, thirty seconds apart, after the window (F16)', () => {
    expect(decide(unknown(), queried({ kind: 'not_found' }), at(241), patience)).toMatchObject({
      state: null,
      firstNotFoundAt: at(241),
      nextQueryAt: at(271),
    });
    expect(
      decide(unknown({ firstNotFoundAt: at(241) }), queried({ kind: 'not_found' }), at(260), patience),
    ).toMatchObject({ state: null });
    expect(
      decide(unknown({ firstNotFoundAt: at(241) }), queried({ kind: 'not_found' }), at(271), patience),
    ).toMatchObject({ state: 'failed' });
  });
});

test('questions follow after 3, 6, 12, 24, 48 s, then every minute to 15 min, then every 15 min to 72 h', () => {
  const gaps = [0, 1, 2, 3, 4, 5].map(
    (asked) => ((askAgainAt(START, START, asked)?.getTime() ?? 0) - START.getTime()) / 1000,
  );
  expect(gaps).toEqual([3, 6, 12, 24, 48, 60]);
  expect(askAgainAt(START, at(15 * 60), 20)).toEqual(at(30 * 60));
  expect(askAgainAt(START, at(72 * 3600), 400)).toBeNull();
});

test('whatever comes in whatever order, a final state moves only to a late approval and nothing is approved unbound', () => {
  const reply = fc.constantFrom<OperationReply>(
    approved,
    { kind: 'approved', evidence: { ...evidence, amountMinor: 1 } },
    { kind: 'approved', evidence: { ...evidence, reference: null } },
    { kind: 'declined', reason: 'other', code: '05', text: null },
    { kind: 'refused', reason: 'not_found', code: '', text: null, confirm: true },
    { kind: 'not_sent', reason: 'unreachable', detail: '' },
    { kind: 'unknown_outcome', cause: 'deadline', code: null, text: null },
    { kind: 'delivered', session: null },
  );
  const answer = fc.constantFrom<QueryReply>(
    { kind: 'approved', evidence },
    { kind: 'approved', evidence: { ...evidence, providerDeviceId: 'X' } },
    { kind: 'declined', reason: 'other', code: '05', text: null },
    { kind: 'not_found' },
    { kind: 'no_answer', cause: 'deadline', retryAfterMs: null },
  );
  const event = fc.oneof(
    reply.map(replied),
    answer.map(queried),
    fc.constantFrom<TransactionEvent>(
      { kind: 'worker_lost' },
      { kind: 'expired_unsent' },
      { kind: 'claimed', workerKey: 1 },
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...STATES), event, fc.nat({ max: 100_000 }), (state, happening, seconds) => {
      const now = situation({ state, unknownSince: state === 'unknown' ? at(2) : null });
      const move = decide(now, happening, at(seconds), patience);
      if (!move?.state) return;
      if (isFinal(state)) expect(move).toMatchObject({ state: 'approved', addFlags: ['late'] });
      if (move.state === 'approved') expect(move.evidence).toEqual(evidence);
    }),
  );
});
